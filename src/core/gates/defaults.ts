// What holds where no `gates.yml` says otherwise (requirements 4.2). The gates are ordinary criteria in the ordinary language, so
// that a team can read them, copy them and change them.

import type { Place } from '../faults.ts';
import { type Criterion, DEFAULT_STAGES, type EvidenceSchema, type Gate, type StageRules } from './model.ts';

const DAY = 86_400;

/** Of what no file says. */
export const NO_PLACE: Place = { file: '', line: 1, column: 1 };

const criterion = (
  id: string,
  title: string,
  expression: string,
  reason: string,
  hint: string,
): Criterion => ({
  id,
  title,
  expression,
  reason,
  hint,
  at: NO_PLACE,
});

const gate = (stage: string, reason: string, ...criteria: readonly Criterion[]): Gate => ({
  stage,
  reason,
  criteria,
  approvals: [],
  soakSeconds: null,
  freshSeconds: null,
});

const DISCOVERY = gate(
  'DISCOVERY',
  'Need more customer validation',
  criterion(
    'customer-interviews',
    'At least 5 customer interviews',
    'evidence.customerInterviews >= 5',
    'Fewer than 5 customers were interviewed.',
    'Talk to more customers and raise `customerInterviews`.',
  ),
  criterion(
    'problem-validation',
    'The problem is validated',
    'evidence.problemValidation == true',
    'The problem is not validated yet.',
    'Once customers confirm the problem, write `problemValidation: true`.',
  ),
);

const PROTOTYPE = gate(
  'PROTOTYPE',
  'Prototype not tested',
  criterion(
    'prototype-url',
    'A prototype to look at',
    'isSet(evidence.prototypeUrl)',
    'There is no address of a prototype.',
    'Write the address of the prototype as `prototypeUrl`.',
  ),
  criterion(
    'prototype-answers',
    'The prototype answers',
    'answers(evidence.prototypeUrl)',
    'Nothing answers at the address of the prototype.',
    'Check that `prototypeUrl` opens without signing in, or write the right address.',
  ),
  criterion(
    'user-testing',
    'At least 3 user tests',
    'evidence.userTesting >= 3',
    'Fewer than 3 people tested the prototype.',
    'Test the prototype with more people and raise `userTesting`.',
  ),
);

const MINIMUM_REMARKABLE = gate(
  'MINIMUM_REMARKABLE',
  'Checklist incomplete',
  criterion(
    'checklist-complete',
    'Every point of the checklist is complete',
    'all(evidence.checklist.*.complete)',
    'Points of the checklist are open, or there is no checklist.',
    'Finish each point and write `complete: true` under it in `checklist`.',
  ),
);

/** Known in every evidence file, whatever the schema says: judging asks for them by itself (T-7). */
export const ALWAYS_IN_EVIDENCE = {
  collectedAt: {
    type: 'string',
    format: 'date',
    description: 'When the evidence was collected: what `freshness` looks at.',
  },
  subject: {
    type: 'string',
    description: 'Id of the tree the evidence is about, where `evidence.subject` of gates.yml asks for it.',
  },
} as const satisfies EvidenceSchema['properties'];

export const DEFAULT_EVIDENCE: EvidenceSchema = {
  type: 'object',
  properties: {
    customerInterviews: {
      type: 'integer',
      minimum: 0,
      description: 'How many customers were interviewed.',
    },
    problemValidation: { type: 'boolean', description: 'Whether customers confirmed the problem.' },
    prototypeUrl: { type: 'string', format: 'uri', description: 'Where the prototype can be looked at.' },
    userTesting: { type: 'integer', minimum: 0, description: 'How many people tested the prototype.' },
    checklist: {
      type: 'array',
      description: 'What has to be done before growth.',
      items: {
        type: 'object',
        description: 'One point.',
        properties: {
          title: { type: 'string', description: 'What has to be done.' },
          name: { type: 'string', description: 'The same, for those who write name.' },
          complete: { type: 'boolean', description: 'Whether it is done.' },
        },
      },
    },
    ...ALWAYS_IN_EVIDENCE,
  },
};

export const DEFAULT_RULES: StageRules = {
  mode: 'enforce',
  branches: [],
  stages: DEFAULT_STAGES,
  gates: [DISCOVERY, PROTOTYPE, MINIMUM_REMARKABLE],
  requires: [],
  checks: [],
  evidence: { schema: DEFAULT_EVIDENCE, subject: null },
  longestWaiverSeconds: 30 * DAY,
};
