// The rules between keys of `gates.yml`, which no schema can say and no other file changes.

import { nearest } from '../core/suggest.ts';
import { schemaFindings } from './evidence-schema.ts';
import { gateLockable, LOCKABLE_GATES } from './gate-layer.ts';
import type { GatesFile, WrittenGateFile } from './gates-schema.ts';
import { sameBut } from './gates-words.ts';
import type { Finding } from './kind.ts';
import { type Complaint, quoted } from './problem.ts';
import { outside, twice } from './wip-rules.ts';

const HOUR = 3_600;
const YEAR = 365 * 86_400;

const exact = (word: string): string => word;
const anyCase = (word: string): string => word.toLowerCase();

export function gateFindings(file: GatesFile): Finding[] {
  const {
    branches = [],
    stages = [],
    gates = {},
    requires = [],
    checks = {},
    evidence,
    waivers,
    locked = [],
  } = file;
  return [
    ...entries(branches, exact, ['branches']),
    ...entries(stages, anyCase, ['stages']),
    ...keys(gates, ['gates']),
    ...Object.entries(gates).flatMap(([stage, gate]) => gateOf(gate, ['gates', stage])),
    ...requires.flatMap(({ paths }, index) => entries(paths, exact, ['requires', String(index), 'paths'])),
    ...keys(checks, ['checks']),
    ...Object.entries(checks).flatMap(([key, { name }]) => ownCheck(name, ['checks', key, 'name'])),
    ...(evidence?.schema === undefined ? [] : schemaFindings(evidence.schema, ['evidence', 'schema'])),
    ...outside(waivers?.longest, HOUR, YEAR, '1h', '365d', ['waivers', 'longest']),
    ...entries(locked, exact, ['locked']),
    ...locked.flatMap((name, index) => unknownSetting(name, ['locked', String(index)])),
  ];
}

function gateOf(gate: WrittenGateFile, path: readonly string[]): Finding[] {
  const { criteria = [], approvals = [], soak, freshness } = gate;
  const ids = criteria.map(({ id }) => id);
  return [
    ...sameBut(ids, exact).map(([index, complaint]) => ({
      path: [...path, 'criteria', String(index), 'id'],
      complaint,
    })),
    ...approvals.flatMap(({ teams = [] }, index) =>
      twice(teams, (_, at) => [...path, 'approvals', String(index), 'teams', String(at)]),
    ),
    ...outside(soak, 0, YEAR, '0s', '365d', [...path, 'soak']),
    ...outside(freshness, HOUR, YEAR, '1h', '365d', [...path, 'freshness']),
  ];
}

const entries = (words: readonly string[], fold: (word: string) => string, path: readonly string[]) =>
  sameBut(words, fold).map(([index, complaint]): Finding => ({ path: [...path, String(index)], complaint }));

/** Expressions do not tell names apart by case, and people hardly do. */
const keys = (named: Readonly<Record<string, unknown>>, path: readonly string[]) =>
  sameBut(Object.keys(named), anyCase).map(
    ([, complaint, name]): Finding => ({ path: [...path, name], on: 'key', complaint }),
  );

/** It would wait for itself; the others follow rules of their own and are required by themselves. */
const ownCheck = (name: string, path: readonly string[]): Finding[] =>
  /^clos\//i.test(name) ? [{ path, complaint: OWN_CHECK }] : [];

const OWN_CHECK: Complaint = {
  code: 'config.reserved-name',
  message: 'Checks that start with `clos/` are written by CLOS itself, and it does not wait for them.',
  mend: 'Name a check of another app, or delete this one.',
};

function unknownSetting(name: string, path: readonly string[]): Finding[] {
  if (gateLockable(name)) return [];
  const near = nearest(name, LOCKABLE_GATES) ?? LOCKABLE_GATES.find((key) => key.endsWith(`.${name}`));
  const complaint: Complaint = {
    code: 'config.unknown-setting',
    message: `${quoted(name)} is not a setting that can be locked.`,
    mend:
      near === undefined
        ? `Write one of ${LOCKABLE_GATES.map(quoted).join(', ')}, or \`gates.\` and a stage.`
        : `Did you mean ${quoted(near)}?`,
  };
  return [{ path, complaint }];
}
