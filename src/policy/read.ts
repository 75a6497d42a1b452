// The way through: the text of a `.clos/` file → what it says, or everything that is wrong with it, in reading order.
// Invariant: never throws and never reads half a file; one problem is enough for no value.

import type { ConfigurationProblem } from '../core/policy.ts';
import { check } from './check.ts';
import type { FileKind } from './kind.ts';
import type { Limits } from './limits.ts';
import { openSource } from './open.ts';
import { inOrder } from './problem.ts';
import { readYaml } from './yaml.ts';

export interface Unreadable {
  readonly ok: false;
  /** Never empty; sorted by place. */
  readonly problems: readonly ConfigurationProblem[];
}

export type FileReading<T> = { readonly ok: true; readonly value: T } | Unreadable;

export function readFile<T>(
  kind: FileKind<T>,
  file: string,
  text: string | Uint8Array,
  limits: Limits,
): FileReading<T> {
  const { source, problem } = openSource(file, text, limits);
  if (problem !== null) return { ok: false, problems: [problem] };
  const { root, problems } = readYaml(source, limits);
  if (root === null) return { ok: false, problems: inOrder(problems, limits) };
  const checked = check(source, kind, root, limits);
  if (checked.ok && problems.length === 0) return checked;
  return { ok: false, problems: inOrder(checked.ok ? problems : [...problems, ...checked.problems], limits) };
}
