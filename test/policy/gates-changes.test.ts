// What a proposed `gates.yml` would change, in words of the file.

import { expect, test } from '@jest/globals';
import { DEFAULT_RULES } from '../../src/core/gates/defaults.ts';
import type { StageRules } from '../../src/core/gates/model.ts';
import { NO_GATE_LAYER } from '../../src/policy/gate-layer.ts';
import { readGates } from '../../src/policy/gates.ts';
import { gateChanges } from '../../src/policy/gates-changes.ts';
import { resolveGates } from '../../src/policy/gates-resolve.ts';

function rules(text: string): StageRules | null {
  const reading = readGates('.clos/gates.yml', `version: 1\n${text}\n`);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return resolveGates(NO_GATE_LAYER, reading.layer).rules;
}

const criterion = (id: string, expression: string): string =>
  `{ id: ${id}, title: T, reason: R, expression: "${expression}" }`;

test.each<readonly [title: string, file: string, changes: readonly string[]]>([
  ['nothing', '', []],
  ['a mode', 'mode: warn', ['mode: enforce → warn']],
  [
    'a criterion made easier, and others taken out',
    `gates: { PROTOTYPE: { criteria: [${criterion('user-testing', 'evidence.userTesting >= 1')}] } }`,
    [
      'gates.PROTOTYPE.criteria.prototype-url: isSet(evidence.prototypeUrl) → null',
      'gates.PROTOTYPE.criteria.prototype-answers: answers(evidence.prototypeUrl) → null',
      'gates.PROTOTYPE.criteria.user-testing: evidence.userTesting >= 3 → evidence.userTesting >= 1',
    ],
  ],
  [
    'approvals and times',
    'gates: { IDEA: { approvals: [{ count: 2, teams: [a, b] }, { count: 1 }], soak: 48h, freshness: 90m } }\nwaivers: { longest: 1h }',
    [
      'waivers.longest: 30d → 1h',
      'gates.IDEA.approvals: null → 2 of a, b; 1',
      'gates.IDEA.soak: null → 2d',
      'gates.IDEA.freshness: null → 90m',
    ],
  ],
  [
    'paths, checks and a subject',
    'requires: [{ paths: [a/, b/], stage: GROWTH }]\nchecks: { t: { name: test, app: 5 } }\nevidence: { subject: src }',
    ['evidence.subject: not set → src', 'requires a/, b/: null → GROWTH', 'checks.t: null → test by 5'],
  ],
])('%s', (_, file, changes) => {
  const told = gateChanges(DEFAULT_RULES, rules(file));
  expect(told.map(({ setting, before, after }) => `${setting}: ${before} → ${after}`)).toEqual(changes);
});

test('a stage left out takes its gate along, and that is told', () => {
  const told = gateChanges(DEFAULT_RULES, rules('stages: [IDEA, DISCOVERY, PROTOTYPE]')).map(
    ({ setting }) => setting,
  );
  expect(told).toEqual(['stages', 'gates.MINIMUM_REMARKABLE.criteria.checklist-complete']);
});
