// What expressions may name besides evidence, as types. The values come from the scope, under the same names.

import type { EvidenceSchema, EvidenceType } from '../model.ts';
import type { ContextName } from './plan.ts';
import { BOOLEAN, listOf, NUMBER, TEXT } from './types.ts';

const object = (properties: Readonly<Record<string, EvidenceType>>): EvidenceSchema => ({
  type: 'object',
  properties,
});

const PROJECT = object({
  name: TEXT,
  slug: TEXT,
  pod: TEXT,
  stage: TEXT,
  from: TEXT,
  to: TEXT,
  daysInStage: NUMBER,
});

const PR = object({
  number: NUMBER,
  title: TEXT,
  author: TEXT,
  base: TEXT,
  head: TEXT,
  draft: BOOLEAN,
  fork: BOOLEAN,
  labels: listOf(TEXT),
});

const CHECK = object({ conclusion: TEXT, passed: BOOLEAN });

export type Contexts = Readonly<Record<ContextName, EvidenceType>>;

export const contextsFor = (evidence: EvidenceSchema, checks: readonly string[]): Contexts => ({
  evidence,
  project: PROJECT,
  pr: PR,
  checks: object(Object.fromEntries(checks.map((key) => [key, CHECK]))),
  reviews: object({ approvals: NUMBER, changesRequested: NUMBER }),
  files: object({ changed: listOf(TEXT), count: NUMBER }),
  now: TEXT,
});
