// Findings as the check `clos/doctor`. Red when something is wrong; what is only worth knowing does not turn it red.

import type { Shown } from '../render/check.ts';
import type { Table, Verdict } from '../verdict.ts';
import type { Finding, Severity } from './rule.ts';

const HEADING: Record<Severity, string> = {
  error: 'Wrong',
  warning: 'Look at it soon',
  info: 'Good to know',
};

const counted = (findings: readonly Finding[], severity: Severity): string => {
  const count = findings.filter((one) => one.severity === severity).length;
  return `${count} ${severity}${count === 1 ? '' : 's'}`;
};

export function doctorTitle(findings: readonly Finding[]): string {
  if (findings.every(({ severity }) => severity === 'info')) return 'No problems found';
  return `${counted(findings, 'error')}, ${counted(findings, 'warning')}`;
}

/** What people wrote (a freeze's reason, a branch's name) may stand in it, so all of it counts as untrusted. */
const table = (findings: readonly Finding[]): Table => ({
  columns: ['Where', 'What', 'Mend', 'Code'],
  rows: findings.map(({ where, what, mend, code }) => [
    [{ untrusted: where }],
    [{ untrusted: what }],
    [mend],
    [{ code }],
  ]),
});

export function doctorCheck(findings: readonly Finding[]): Shown & { readonly essence: string } {
  const wrong = findings.some(({ severity }) => severity === 'error');
  const children: Verdict[] = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const some = findings.filter((one) => one.severity === severity);
    if (some.length === 0) return [];
    return [
      {
        rule: severity,
        status: 'info' as const,
        because: [HEADING[severity]],
        table: table(some),
        children: [],
      },
    ];
  });
  const outcome = { status: 'completed', conclusion: wrong ? 'failure' : 'success' } as const;
  return {
    outcome,
    title: doctorTitle(findings),
    verdict: {
      rule: 'doctor',
      status: wrong ? 'fail' : 'pass',
      because: [`Looked at the app, its installation and this repository: ${doctorTitle(findings)}.`],
      children,
    },
    next: wrong
      ? ['Mend what is listed as wrong, then press Re-run.']
      : ['Nothing. Press Re-run to have everything looked at again.'],
    essence: JSON.stringify([outcome, findings]),
  };
}
