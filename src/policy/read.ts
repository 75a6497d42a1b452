// The way through: the text of a `.clos/` file → what it says, or everything that is wrong with it, in reading order.
// Invariant: never throws and never reads half a file; one problem is enough for no value.

import type { ConfigurationProblem } from '../core/policy.ts';
import { check, locatedAt, offsetOf } from './check.ts';
import type { FileKind, Placed, Spot } from './kind.ts';
import type { Limits } from './limits.ts';
import { openSource } from './open.ts';
import { inOrder, placeAt, problemAt } from './problem.ts';
import { textRuns } from './scalar.ts';
import { readYaml } from './yaml.ts';

export interface Unreadable {
  readonly ok: false;
  /** Never empty; sorted by place. */
  readonly problems: readonly ConfigurationProblem[];
}

export type FileReading<T> = ({ readonly ok: true } & Placed<T>) | Unreadable;

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
  if (!checked.ok) return { ok: false, problems: inOrder([...problems, ...checked.problems], limits) };
  const broken = kind
    .rules(checked.value)
    .map(({ complaint, ...spot }) => problemAt(source, offsetOf(root, spot), complaint));
  if (problems.length + broken.length > 0)
    return { ok: false, problems: inOrder([...problems, ...broken], limits) };
  const place = (spot: Spot) => ({ file, ...placeAt(source, offsetOf(root, spot)) });
  const runs = (spot: Spot) => {
    const { value, offset } = locatedAt(root, spot);
    return typeof value === 'string' ? textRuns(source, offset, value) : [];
  };
  return { ok: true, value: checked.value, place, runs };
}
