// What a name stands for. Only own properties on typed paths are read, so that no prototype is ever reached (T-80), and a value
// of another kind than declared is no evidence.

import type { EvidenceType, Known } from '../model.ts';
import { burn, burnList, type Tank } from './fuel.ts';
import type { ContextName, Leaf, Step } from './plan.ts';
import type { Scope } from './scope.ts';
import { kindOf, type Type } from './types.ts';
import { absent, type Missing, THING, unfit, unknown, type Value } from './value.ts';
import { quoted } from './words.ts';

export interface Looked {
  readonly value: Value;
  /** As it came; null when it is not there. */
  readonly raw: unknown;
}

export function lookUp(leaf: Leaf, scope: Scope, tank: Tank): Looked {
  const root = ROOTS[leaf.context](scope, leaf);
  if (root.kind !== 'known')
    return { value: unknown(`${WHAT[leaf.context]} could not be read: ${root.because}`), raw: null };
  const raw = walk(root.value, leaf.steps, tank) ?? null;
  if (raw === null) return { value: absent(nothing(leaf)), raw };
  return { value: admitted(raw, leaf.type, { leaf, tank, none: null, strange: null }), raw };
}

const known = <T>(value: T): Known<T> => ({ kind: 'known', value });
const map = <T>(it: Known<T>, to: (value: T) => unknown): Known<unknown> =>
  it.kind === 'known' ? known(to(it.value)) : it;

const ROOTS: Readonly<Record<ContextName, (scope: Scope, leaf: Leaf) => Known<unknown>>> = {
  evidence: ({ evidence }) => evidence,
  project: ({ project }, leaf) =>
    asksForDays(leaf)
      ? map(project.daysInStage, (daysInStage) => ({ ...project, daysInStage }))
      : known(project),
  pr: ({ pr }) => pr,
  checks: ({ checks }) => map(checks, (states) => Object.fromEntries(states.map(checkOf))),
  reviews: ({ reviews }) => reviews,
  files: ({ files }) => map(files, (changed) => ({ changed, count: changed.length })),
  now: ({ now }) => known(now),
};

/** By its name, or by asking for all that a project has. */
const asksForDays = ({ steps: [first] }: Leaf): boolean =>
  first?.kind !== 'key' || first.key === 'daysInStage';

/** While it runs it has neither; that it passed is `success` only, never `neutral` or `skipped`. */
const checkOf = ({ key, conclusion }: { readonly key: string; readonly conclusion: string | null }) =>
  [key, conclusion === null ? {} : { conclusion, passed: conclusion === 'success' }] as const;

const WHAT: Readonly<Record<ContextName, string>> = {
  evidence: 'the evidence',
  project: 'the time the project has been in its stage',
  pr: 'the pull request',
  checks: 'the checks',
  reviews: 'the reviews',
  files: 'the changed files',
  now: 'the time',
};

/** Undefined or null where the path ends early. With `.*` the entries that are not there stay in the list, as gaps. */
function walk(root: unknown, steps: readonly Step[], tank: Tank): unknown {
  let value = root;
  let spread = false;
  for (const step of steps) {
    burn(tank, 1);
    if (spread && Array.isArray(value)) {
      burnList(tank, value);
      value = value.flatMap((entry: unknown) =>
        step.kind === 'each' ? (entries(entry, step, tank) ?? [null]) : [one(entry, step) ?? null],
      );
    } else if (step.kind === 'each') {
      value = entries(value, step, tank);
      spread = true;
    } else value = one(value, step);
    if (value === undefined || value === null) return null;
  }
  return value;
}

type EachStep = Extract<Step, { kind: 'each' }>;

function one(value: unknown, step: Exclude<Step, EachStep>): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (step.kind === 'at')
    return Array.isArray(value) && Object.hasOwn(value, step.index) ? value[step.index] : undefined;
  return !Array.isArray(value) && Object.hasOwn(value, step.key) ? Reflect.get(value, step.key) : undefined;
}

/** Of an object the declared fields, so that one that is not there is seen to be missing. */
function entries(value: unknown, { keys }: EachStep, tank: Tank): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== (keys === null))
    return undefined;
  if (keys !== null) return keys.map((key) => one(value, { kind: 'key', key }) ?? null);
  if (!Array.isArray(value)) return undefined;
  burnList(tank, value);
  return value;
}

interface Desk {
  readonly leaf: Leaf;
  readonly tank: Tank;
  /** Made when needed, and the same one for all entries of a list. */
  none: Missing | null;
  strange: Missing | null;
}

function admitted(raw: unknown, type: Type, desk: Desk): Value {
  if (raw === undefined || raw === null) {
    desk.none ??= absent(hole(desk.leaf));
    return desk.none;
  }
  const value = ofKind(raw, type, desk);
  if (value !== null) return value;
  desk.strange ??= unfit(`${quoted(desk.leaf.name)} is not of its declared kind`);
  return desk.strange;
}

function ofKind(raw: unknown, type: Type, desk: Desk): Value | null {
  switch (type.type) {
    case 'integer':
    case 'number':
      return typeof raw === 'number' && Number.isFinite(raw) ? raw : null;
    case 'boolean':
      return typeof raw === 'boolean' ? raw : null;
    case 'string':
      return typeof raw === 'string' ? raw : null;
    case 'array':
    case 'each':
      return Array.isArray(raw) ? admittedAll(raw, type.items, desk) : null;
    case 'object':
      return typeof raw === 'object' && !Array.isArray(raw) ? THING : null;
    case 'null':
      return null;
  }
}

function admittedAll(raw: readonly unknown[], items: EvidenceType, desk: Desk): readonly Value[] {
  burnList(desk.tank, raw);
  const values: Value[] = [];
  for (const entry of raw) values.push(admitted(entry, items, desk));
  return values;
}

/** Why there is nothing, by what it is. */
function nothing({ name, context, type }: Leaf): string {
  if (context === 'checks') return `${quoted(name)} has no result yet`;
  const [list = name] = name.split('.*');
  if (context === 'evidence') return `there is no ${quoted(list)}`;
  return `${quoted(list)} is not known${kindOf(type) === 'number' ? ' yet' : ''}`;
}

/** Why an entry of a list is not there. */
function hole({ name, context, steps }: Leaf): string {
  if (context === 'checks') return 'not every declared check has a result';
  const each = steps.some(({ kind }) => kind === 'each');
  return each ? `${quoted(name)} is not there for every entry` : `${quoted(name)} has an empty entry`;
}
