// The text of an issue out of a file, or piped in.

import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserFault } from '../../core/faults.ts';
import type { Io } from '../world.ts';

/** GitHub's longest issue has a quarter of it. */
const MOST_BYTES = 1024 * 1024;

/** @param file `-`: what is piped in. @throws UserFault */
export function bodyOf({ here, input }: Io, file: string): string {
  if (file === '-') {
    if (input === undefined) throw new UserFault('usage', 'There is no standard input here.', 'Name a file.');
    return textOf(reading('standard input', input));
  }
  const path = resolve(here.folder, file);
  const stats = reading(file, () => statSync(path));
  if (!stats.isFile())
    throw new UserFault('usage', `${file} is no file.`, 'Name the file with the text of the issue.');
  return textOf(reading(file, () => (stats.size > MOST_BYTES ? TOO_MUCH : readFileSync(path))));
}

function reading<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    const message = code === 'ENOENT' ? `There is no ${name}.` : `${name} cannot be read (${code}).`;
    throw new UserFault('usage', message, 'Check the path.', null, { cause: error });
  }
}

const TOO_MUCH = new Uint8Array(MOST_BYTES + 1);

function textOf(bytes: Uint8Array): string {
  if (bytes.length > MOST_BYTES)
    throw new UserFault('usage', 'This is longer than any issue.', 'Name the file with the text of one.');
  return new TextDecoder().decode(bytes);
}
