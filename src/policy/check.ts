// A tree against its schema: ajv finds what is wrong, the tree knows where, words.ts says it.
// Invariant: one problem per place and cause; a value that already has a problem gets no second one.

import type { ErrorObject } from 'ajv';
import type { ConfigurationProblem } from '../core/policy.ts';
import type { FileKind, Spot } from './kind.ts';
import type { Limits } from './limits.ts';
import { type Complaint, problemAt } from './problem.ts';
import type { Source } from './source.ts';
import type { Located, Member } from './tree.ts';
import { emptyFile, missingKey, unknownKey, wrongName, wrongValue } from './words.ts';

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

/**
 * A value of the wrong type breaks its enumeration or bounds too; the first error says it best. Undefined: told already.
 * Where text or a list may stand and the list has a wrong entry, the entry is what is wrong.
 */
function onePerValue(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const isType = ({ keyword }: ErrorObject) => keyword === 'type' || keyword === 'anyOf';
  const better = new Set(
    errors.flatMap((error) => [parentOf(error.instancePath), isType(error) ? '' : error.instancePath]),
  );
  const seen = new Set<string>();
  return errors.filter((error) => {
    const { keyword, instancePath, data } = error;
    if (data === undefined || keyword === 'propertyNames') return false;
    if (keyword === 'required' || keyword === 'additionalProperties') return true;
    if (isType(error) && instancePath !== '' && Array.isArray(data) && better.has(instancePath)) return false;
    return seen.size < seen.add(instancePath).size;
  });
}

const parentOf = (pointer: string): string => pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));

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
  if (error.propertyName !== undefined)
    return at(node.members.get(error.propertyName)?.keyOffset ?? node.offset, wrongName(path, error));
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

/** What was written there; the nearest thing around it where nothing was. */
export const locatedAt = (root: Located, { path }: Spot): Located => memberAt(root, path).node;

/** Where a value, or its key, was written; the nearest thing around it where it was not. */
export function offsetOf(root: Located, { path, on }: Spot): number {
  const { keyOffset, node } = memberAt(root, path);
  return on === 'key' ? keyOffset : node.offset;
}
