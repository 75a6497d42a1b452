// Every way a `.clos/` file can be wrong, by code, and how a problem gets its place.
// Invariant: line and column count from 1 and lie inside the file; a code, once released, keeps its meaning.

import type { ConfigurationProblem } from '../core/policy.ts';
import type { Limits } from './limits.ts';
import type { Source } from './source.ts';

export const PROBLEM_CODES = [
  'config.too-large',
  'config.invalid-utf8',
  'config.control-character',
  'config.lone-surrogate',
  'config.too-many-tokens',
  'config.too-deep',
  'config.too-many-nodes',
  'config.too-many-aliases',
  'config.too-many-problems',
  'config.directive',
  'config.tag',
  'config.several-documents',
  'config.tab',
  'config.bad-indent',
  'config.syntax',
  'config.unknown-alias',
  'config.merge-key',
  'config.duplicate-key',
  'config.key-not-text',
  'config.empty',
  'config.missing-key',
  'config.unknown-key',
  'config.unknown-version',
  'config.invalid-value',
  'config.wrong-type',
  'config.out-of-range',
  'config.above-limit',
  'config.listed-twice',
  'config.empty-pod',
  'config.unknown-setting',
  'config.unknown-timezone',
  'config.extends-cycle',
  'config.extends-too-deep',
  'config.extends-too-many',
  'config.extends-outside',
  'config.extends-foreign',
  'config.extends-missing',
  'config.extends-broken',
  'config.locked',
  'config.unknown-login',
  'config.unknown-stage',
  'config.misplaced-key',
  'config.reserved-name',
  'config.without-effect',
  'config.not-json',
  'config.not-a-file',
  'config.not-text',
  'config.lfs-pointer',
  'config.unreadable',
  'config.odd-path',
  'config.same-path',
  'config.too-many-projects',
  'config.outside-folder',
  'config.two-evidence-files',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** What is wrong and what to do, before it has a place. */
export interface Complaint {
  readonly code: ProblemCode;
  readonly message: string;
  readonly mend: string;
}

export function problemAt(source: Source, offset: number, complaint: Complaint): ConfigurationProblem {
  const { code, message, mend } = complaint;
  return { code, file: source.file, ...placeAt(source, offset), message, mend };
}

export function placeAt(source: Source, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = source.lines.linePos(Math.min(offset, source.text.length));
  return { line, column: col };
}

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const byPlace = (a: ConfigurationProblem, b: ConfigurationProblem): number =>
  byText(a.file, b.file) || a.line - b.line || a.column - b.column || byText(a.code, b.code);

/** In reading order. Beyond the limit the last one says so, in the place of the first left out. */
export function inOrder(problems: readonly ConfigurationProblem[], limits: Limits): ConfigurationProblem[] {
  const sorted = problems.toSorted(byPlace);
  const last = sorted[limits.problems - 1];
  if (sorted.length <= limits.problems || last === undefined) return sorted;
  return [
    ...sorted.slice(0, limits.problems - 1),
    {
      ...last,
      code: 'config.too-many-problems' satisfies ProblemCode,
      message: `There are more than ${limits.problems} problems; those from here on are not shown.`,
      mend: 'Mend the ones above first, then look again.',
    },
  ];
}

/** Text from outside as it may stand in a message: one line, no backticks, not long. */
export function inline(text: string, most: number): string {
  const start = text.slice(0, 2 * most).toWellFormed();
  const line = start
    .replaceAll('`', "'")
    .replace(/\r?\n/g, '\\n')
    .replace(/\s/g, ' ')
    // Double quotes in YAML can spell them, and PostgreSQL cannot store NUL.
    .replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const characters = Array.from(line);
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
}

/** A word of the file, such as a key or a value. */
export const quoted = (text: string): string => (text === '' ? '`""`' : `\`${inline(text, 60)}\``);
