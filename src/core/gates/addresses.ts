// The addresses that a pull request's gates ask about: found before judging, because asking them takes the network. Only gates that
// are to be left count, so that a row which is only shown sends no request to anybody.

import type { PullFacts } from '../facts.ts';
import { isLabelled, wishOf } from './ask.ts';
import { gateOf, vocabularyOf } from './case.ts';
import { concernsOf } from './concern.ts';
import { compileCached } from './expressions/cache.ts';
import { addressesIn } from './expressions/evaluate.ts';
import type { Scope } from './expressions/scope.ts';
import type { Asked, GateFacts, Project, StageRules } from './model.ts';

/** At most this many requests for one look; what is left over stays unknown, and so red. */
const MOST = 20;

export function addressesOf({ labels }: Pick<PullFacts, 'labels'>, facts: GateFacts): readonly string[] {
  const { rules } = facts.configuration;
  const concerns = concernsOf(facts);
  if (rules === null || concerns.kind === 'unknown') return [];
  const labelled = isLabelled(labels);
  const found = concerns.value.flatMap((concern) => {
    const wish = wishOf(concern, rules.stages, labelled);
    return wish.kind === 'moves' ? asked(facts, rules, wish.project, wish.asked) : [];
  });
  return [...new Set(found)].slice(0, MOST);
}

function asked(
  facts: GateFacts,
  rules: StageRules,
  project: Project,
  { from, to }: Asked,
): readonly string[] {
  const vocabulary = vocabularyOf(rules);
  const scope = scopeOf(facts, project, from, to);
  return (gateOf(rules, from)?.criteria ?? []).flatMap(({ expression }) => {
    const compiled = compileCached(expression, vocabulary);
    return compiled.ok ? addressesIn(compiled.expression, scope) : [];
  });
}

const UNASKED = { kind: 'unknown', because: 'addresses come from evidence' } as const;

function scopeOf(facts: GateFacts, project: Project, from: string, to: string): Scope {
  const { name, slug, pod, stage } = project;
  const evidence = facts.head.evidence[project.evidence];
  return {
    evidence: { kind: 'known', value: evidence?.kind === 'read' ? evidence.value : {} },
    project: { name, slug, pod, stage, from, to, daysInStage: UNASKED },
    pr: UNASKED,
    checks: UNASKED,
    reviews: UNASKED,
    files: UNASKED,
    answers: {},
    now: facts.readAt,
  };
}
