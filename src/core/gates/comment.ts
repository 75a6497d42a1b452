// The judgement in short, for the one comment on the pull request; only where a promotion is asked.

import type { Table, Text } from '../verdict.ts';
import type { GateComment } from './decision.ts';
import type { Judged } from './judged.ts';
import type { Answer } from './outcome.ts';
import { isMissing } from './row.ts';
import { asksFor, resultOf } from './tables.ts';
import type { Whole } from './whole.ts';
import { nextOf, verdictOf } from './words.ts';

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
    table: tableOf(promoted),
    next: [...nextOf(whole), ' Judged for commit ', { code: whole.setting.facts.headSha.slice(0, 12) }, '.'],
  };
}

/** What is missing, else what was met; of several projects each row says whose it is. */
function tableOf(promoted: readonly Judged[]): Table {
  const rows = promoted.flatMap((judged) => judged.rows.map((row) => ({ judged, row })));
  const missing = rows.filter(({ row }) => isMissing(row));
  const shown = missing.length > 0 ? missing : rows;
  const several = promoted.length > 1;
  const cells = shown
    .slice(0, MOST)
    .map(({ judged, row }): readonly Text[] => [
      ...(several ? [[{ untrusted: judged.name }, ', ', ...asksFor(judged)]] : []),
      [resultOf(row, true)],
      row.title,
      row.needed,
      row.found,
    ]);
  const columns = [...(several ? ['Project'] : []), 'Result', 'Criterion', 'Needed', 'Found'];
  const left = shown.length - MOST;
  const more = [columns.map((_, index): Text => (index === 0 ? [`and ${left} more`] : []))];
  return { columns, rows: left > 0 ? [...cells, ...more] : cells };
}
