// The judgement in short, for the one comment on the pull request; only where a promotion is asked.

import type { Table, Text } from '../verdict.ts';
import type { GateComment } from './decision.ts';
import type { Judged } from './judged.ts';
import { nextOf } from './next-words.ts';
import type { Answer } from './outcome.ts';
import { isMissing, type Row } from './row.ts';
import { asksFor, resultOf } from './tables.ts';
import type { Whole } from './whole.ts';
import { verdictOf } from './words.ts';

/** Going back, or starting where everybody may, is no promotion. */
const isPromotion = ({ wish, rows }: Judged): boolean =>
  wish.kind === 'no-stage' ||
  (wish.kind === 'moves' && wish.asked.direction !== 'back' && !rows.some(({ id }) => id === 'start'));

const SIGN: Readonly<Record<Answer, string>> = { unknown: '🛑', blocked: '❌', waiting: '⏳', met: '✅' };

const MOST = 25;

export function commentOf(whole: Whole): GateComment | null {
  const promoted = whole.projects.filter(isPromotion);
  if (promoted.length === 0) return null;
  return {
    heading: ['Stage gate'],
    says: [[`${SIGN[whole.answer]} `, ...verdictOf(whole).because]],
    table: tableOf(promoted, [...whole.lost, ...whole.paths]),
    next: [...nextOf(whole), ' Judged for commit ', { code: whole.setting.facts.headSha.slice(0, 12) }, '.'],
  };
}

/** What is missing, else what was met; of several projects each row says whose it is. */
function tableOf(promoted: readonly Judged[], general: readonly Row[]): Table {
  const rows = promoted.flatMap((judged) => judged.rows.map((row) => ({ whose: whoseOf(judged), row })));
  const all = [...rows, ...general.map((row) => ({ whose: ['this pull request'], row }))];
  const missing = all.filter(({ row }) => isMissing(row));
  const shown = missing.length > 0 ? missing : all;
  const several = promoted.length > 1;
  const cells = shown
    .slice(0, MOST)
    .map(({ whose, row }): readonly Text[] => [
      ...(several ? [whose] : []),
      [resultOf(row, true)],
      row.title,
      row.needed,
      row.found,
    ]);
  const more: Text[][] = shown.length > MOST ? [[[`and ${shown.length - MOST} more`]]] : [];
  return { columns: several ? ['Project', ...COLUMNS] : COLUMNS, rows: [...cells, ...more] };
}

const COLUMNS = ['Result', 'Criterion', 'Needed', 'Found'];

const whoseOf = (judged: Judged): Text => [{ untrusted: judged.name }, ', ', ...asksFor(judged)];
