// A diagnosis as text for a terminal: the worst first, each with its mend. Colours only where somebody looks at them.

import { doctorTitle } from '../core/doctor/check.ts';
import type { Finding, Severity } from '../core/doctor/rule.ts';
import type { Diagnosis } from '../reconcile/doctor.ts';
import { painter, printable } from './terminal.ts';

const COLOUR = { error: 'red', warning: 'yellow', info: 'cyan' } as const;
const MARK: Record<Severity, string> = { error: '✗', warning: '!', info: 'i' };

export function doctorText({ findings, accounts, repositories }: Diagnosis, colours: boolean): string {
  const paint = painter(colours);
  const width = Math.max(0, ...findings.map(({ code }) => code.length));
  const looked = `Looked at the app, ${accounts} account${accounts === 1 ? '' : 's'} and ${repositories} ${repositories === 1 ? 'repository' : 'repositories'}.`;
  const lines = (one: Finding): string[] => [
    `${paint(COLOUR[one.severity], `${MARK[one.severity]} ${one.code.padEnd(width)}`)}  ${printable(one.where)}`,
    `  ${printable(one.what)}`,
    `  → ${printable(one.mend)}`,
    '',
  ];
  return [looked, '', ...findings.flatMap(lines), doctorTitle(findings)].join('\n');
}
