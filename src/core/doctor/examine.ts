// All that the doctor looks for, in the order in which it is told: the worst first, then as listed.

import { appRules } from './app.ts';
import type { DoctorFacts } from './facts.ts';
import { installationRules } from './installation.ts';
import { repositoryRules } from './repository.ts';
import { requiredRules } from './required.ts';
import type { Finding, Rule, Severity } from './rule.ts';

export const RULES: readonly Rule[] = [
  ...appRules,
  ...installationRules,
  ...requiredRules,
  ...repositoryRules,
];

const ORDER: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

export function examine(facts: DoctorFacts): Finding[] {
  const found = RULES.flatMap(({ code, severity, look }) =>
    look(facts).map((trouble): Finding => ({ code, severity, ...trouble })),
  );
  return found.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}
