// A diagnosis as text for a terminal: the worst first, each with its mend. Colours only where somebody looks at them.

import { styleText } from 'node:util';
import { doctorTitle } from '../core/doctor/check.ts';
import type { Finding, Severity } from '../core/doctor/rule.ts';
import type { Diagnosis } from '../reconcile/doctor.ts';

const COLOUR = { error: 'red', warning: 'yellow', info: 'cyan' } as const;
const MARK: Record<Severity, string> = { error: '✗', warning: '!', info: 'i' };

/** Names of branches and reasons of people stand in findings; nothing in them may steer the terminal. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '?');

export function doctorText({ findings, accounts, repositories }: Diagnosis, colours: boolean): string {
  const paint = (severity: Severity, text: string): string =>
    colours ? styleText(COLOUR[severity], text, { validateStream: false }) : text;
  const width = Math.max(0, ...findings.map(({ code }) => code.length));
  const looked = `Looked at the app, ${accounts} account${accounts === 1 ? '' : 's'} and ${repositories} ${repositories === 1 ? 'repository' : 'repositories'}.`;
  const lines = (one: Finding): string[] => [
    `${paint(one.severity, `${MARK[one.severity]} ${one.code.padEnd(width)}`)}  ${printable(one.where)}`,
    `  ${printable(one.what)}`,
    `  → ${printable(one.mend)}`,
    '',
  ];
  return [looked, '', ...findings.flatMap(lines), doctorTitle(findings)].join('\n');
}
