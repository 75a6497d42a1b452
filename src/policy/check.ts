// A tree against its schema: ajv finds what is wrong, the tree knows where, words.ts says it.
// Invariant: one problem per place and cause; a value that already has a problem gets no second one.

import type { ErrorObject } from 'ajv';
import type { ConfigurationProblem } from '../core/policy.ts';
import type { FileKind } from './kind.ts';
import type { Limits } from './limits.ts';
import { type Complaint, problemAt } from './problem.ts';
import type { Source } from './source.ts';
import type { Located, Member } from './tree.ts';
import { emptyFile, missingKey, unknownKey, wrongValue } from './words.ts';

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] };

export function check<T>(source: Source, kind: FileKind<T>, root: Located, limits: Limits): Checked<T> {
  const { validate } = kind;
  const { value } = root;
  if (value === undefined) return { ok: false, problems: [] };
  if (value === null) return { ok: false, problems: [problemAt(source, 0, emptyFile())] };
  if (validate(value)) return { ok: true, value };
  const errors = onePerValue(validate.errors ?? []).slice(0, limits.problems + 1);
  return { ok: false, problems: errors.flatMap((error) => toProblems(source, kind, root, error)) };
}

/** A value of the wrong type breaks its enumeration or bounds too; the first error says it best. Undefined: told already. */
function onePerValue(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const seen = new Set<string>();
  return errors.filter(({ keyword, instancePath, data }) => {
    if (data === undefined) return false;
    if (keyword === 'required' || keyword === 'additionalProperties') return true;
    return seen.size < seen.add(instancePath).size;
  });
}

function toProblems(
  source: Source,
  kind: FileKind,
  root: Located,
  error: ErrorObject,
): ConfigurationProblem[] {
  const path = pathOf(error.instancePath);
  const { node } = memberAt(root, path);
  const at = (offset: number, complaint: Complaint) => [problemAt(source, offset, complaint)];
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty);
    return at(node.members.get(key)?.keyOffset ?? node.offset, unknownKey(kind, path, key, error));
  }
  if (error.keyword !== 'required') return at(node.offset, wrongValue(path, error));
  const key = String(error.params.missingProperty);
  // Written, but with a problem of its own: not missing.
  return node.members.has(key) ? [] : at(node.offset, missingKey(path, key, error));
}

const pathOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

function memberAt(root: Located, path: readonly string[]): Member {
  const start: Member = { keyOffset: root.offset, node: root };
  return path.reduce((member, step) => member.node.members.get(step) ?? member, start);
}
