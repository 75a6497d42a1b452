// Bytes → text whose places can be told. A file that is too large, not UTF-8 or holds characters
// that no file may hold is refused here, so that the lexer never sees them (it uses some as its own marks).

import type { ConfigurationProblem } from '../core/policy.ts';
import { forbiddenIn } from './characters.ts';
import type { Limits } from './limits.ts';
import { problemAt } from './problem.ts';
import { type Source, sourceOf } from './source.ts';

/** `problem` is null when the text may be parsed. */
export interface Opened {
  readonly source: Source;
  readonly problem: ConfigurationProblem | null;
}

export function openSource(file: string, input: string | Uint8Array, limits: Limits): Opened {
  if (input.length > limits.bytes) return tooLarge(file, limits);
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  if (bytes.length > limits.bytes) return tooLarge(file, limits);
  const source = sourceOf(file, new TextDecoder().decode(bytes));
  const valid = validPrefix(bytes);
  const problem = valid === null ? forbidden(source) : invalidUtf8(source, valid);
  return { source, problem };
}

function tooLarge(file: string, limits: Limits): Opened {
  const source = sourceOf(file, '');
  const problem = problemAt(source, 0, {
    code: 'config.too-large',
    message: `The file is larger than ${limits.bytes / 1024} KiB.`,
    mend: 'Keep only the settings CLOS reads in it, and shorten the comments.',
  });
  return { source, problem };
}

function decodes(bytes: Uint8Array, complete: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !complete });
    return true;
  } catch {
    return false;
  }
}

/** The longest start that can still become UTF-8, by bisection because the decoder does not say where it failed; null when all is well. */
function validPrefix(bytes: Uint8Array): Uint8Array | null {
  if (decodes(bytes, true)) return null;
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle), false)) good = middle;
    else bad = middle;
  }
  return bytes.subarray(0, good);
}

function invalidUtf8(source: Source, valid: Uint8Array): ConfigurationProblem {
  const before = new TextDecoder().decode(valid, { stream: true });
  return problemAt(source, before.length, {
    code: 'config.invalid-utf8',
    message: 'The bytes here are not UTF-8.',
    mend: 'Save the file with the encoding UTF-8.',
  });
}

function forbidden(source: Source): ConfigurationProblem | null {
  const found = forbiddenIn(source.text);
  return found === null ? null : problemAt(source, found.index, found.complaint);
}
