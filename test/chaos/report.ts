// The table at the end: each claim with its size, what came of it, its control, and the command that repeats it.

import type { Outcome } from './outcome.ts';

export interface Row {
  readonly id: string;
  readonly says: string;
  readonly outcome: Outcome;
  /** What the naive variant got wrong. */
  readonly control: readonly string[];
  readonly seed: number;
  readonly command: string;
  readonly seconds: number;
}

/** Of the problems of one claim, so many are told. */
const MOST = 12;

const number = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1));

function block({ id, says, outcome, control, seed, command, seconds }: Row): string[] {
  const { size, problems, figures } = outcome;
  const held = problems.length === 0 ? 'held' : `FAILED with ${problems.length} problems`;
  const told = problems.slice(0, MOST).map((text) => `            - ${text}`);
  const left = problems.length > MOST ? [`            - and ${problems.length - MOST} more`] : [];
  const shown = Object.entries(figures).map(([name, value]) => `${name} ${number(value)}`);
  return [
    `${id.padEnd(6)}${says}`,
    `  size      ${size}`,
    `  result    ${held}, after ${number(seconds)} s`,
    ...told,
    ...left,
    ...(shown.length > 0 ? [`  figures   ${shown.join(', ')}`] : []),
    `  control   ${control.length > 0 ? `fails, as it must: ${control[0]}` : 'PASSED, so nothing is proved'}`,
    `  seed      ${seed}`,
    `  again     ${command}`,
    '',
  ];
}

export const report = (rows: readonly Row[]): string => `\n${rows.flatMap(block).join('\n')}\n`;
