// What a benchmark found, and how it reads. A row with a target says whether it was met; the exit code follows from these.

import { median } from './stats.ts';

export interface Target {
  readonly is: '≤' | '≥' | '<';
  readonly limit: number;
}

export interface Row {
  readonly what: string;
  readonly unit: string;
  /** The median, where there were several rounds. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  readonly target: Target | null;
}

export interface Report {
  readonly name: string;
  /** What was measured, with seed and sizes. */
  readonly about: string;
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

/** One figure of several rounds. */
export function row(
  what: string,
  unit: string,
  samples: readonly number[],
  target: Target | null = null,
): Row {
  const [min, max] = [Math.min(...samples), Math.max(...samples)];
  return { what, unit, value: median(samples), min, max, rounds: samples.length, target };
}

export const atMost = (limit: number): Target => ({ is: '≤', limit });
export const atLeast = (limit: number): Target => ({ is: '≥', limit });
export const below = (limit: number): Target => ({ is: '<', limit });

/** What is not a number was not measured, and so not met. */
function isMet({ value, target }: Row): boolean {
  if (target === null) return true;
  if (target.is === '≤') return value <= target.limit;
  return target.is === '<' ? value < target.limit : value >= target.limit;
}

const number = (value: number): string =>
  value.toLocaleString('en', {
    maximumFractionDigits: Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2,
  });

function cells(one: Row): string[] {
  const spread = one.rounds > 1 ? `${number(one.min)}–${number(one.max)}` : '';
  const target = one.target ? `${one.target.is} ${number(one.target.limit)}` : '';
  const verdict = one.target ? (isMet(one) ? 'met' : 'MISSED') : '';
  return [one.what, number(one.value), one.unit, spread, target, verdict];
}

export function table({ name, about, rows, notes }: Report): string {
  const lines = [['', 'median', '', 'min–max', 'target', ''], ...rows.map(cells)];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  const numeric = (column: number) => column === 1;
  const laid = lines.map((line) =>
    line
      .map((cell, i) => (numeric(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [`${name}: ${about}`, ...[...laid, ...notes].map((line) => `  ${line}`)].join('\n');
}

export const misses = (reports: readonly Report[]): string[] =>
  reports.flatMap(({ name, rows }) =>
    rows
      .filter((one) => !isMet(one))
      .map((one) => `${name}: ${one.what} is ${number(one.value)} ${one.unit}, should be ${cells(one)[4]}`),
  );
