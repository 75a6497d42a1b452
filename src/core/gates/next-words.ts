// What the reader should do next: what the author can mend, apart from what waits and from what nobody could evaluate.

import { joined, listed } from '../sentences.ts';
import type { Text } from '../verdict.ts';
import { isBlocked, isUnclear, isWaiting, type Row } from './row.ts';
import { decidingRows, type Whole } from './whole.ts';

export function nextOf(whole: Whole): Text {
  if (whole.answer === 'met') return metNext(whole);
  const rows = decidingRows(whole);
  const blocked = rows.filter(isBlocked);
  const waiting = rows.filter(isWaiting);
  const parts: Text[] = [];
  if (whole.mode === 'warn') parts.push([{ strong: 'You may merge.' }, ' In enforce mode:']);
  if (blocked.length > 0) parts.push(blockedNext(blocked));
  if (waiting.length > 0) parts.push(waitingNext(waiting));
  const unclear = rows.filter(isUnclear);
  if (unclear.length > 0) parts.push(unclearNext(unclear));
  else if (blocked.length === 0)
    parts.push(['There is nothing for you to mend; this turns green by itself.']);
  return joined(parts, ' ');
}

const MOST_NAMED = 4;

function blockedNext(rows: readonly Row[]): Text {
  const said: Text = [
    { strong: 'Blocked by you:' },
    ' ',
    ...named(rows),
    '. Do as the rows say and push; this check looks again by itself.',
  ];
  const waivable = rows.find((row) => row.waivable && row.state === 'not-met');
  if (!waivable) return said;
  const command = { code: `/clos waive ${waivable.id} until <date> because <reason>` };
  return [
    ...said,
    ' Where a criterion cannot hold yet, a maintainer other than the author may comment ',
    command,
    '.',
  ];
}

const named = (rows: readonly Row[]): Text =>
  listed(
    rows.map(({ title }) => title),
    MOST_NAMED,
  );

function waitingNext(rows: readonly Row[]): Text {
  const hints = rows.flatMap(({ hint }) => (hint.length > 0 ? [hint] : [])).slice(0, MOST_NAMED);
  const heading = rows.every(({ mends }) => mends === 'time')
    ? 'Waiting for time to pass:'
    : 'Waiting for others:';
  return [{ strong: heading }, ' ', ...joined([[...named(rows), '.'], ...hints], ' ')];
}

const unclearNext = (rows: readonly Row[]): Text => [
  { strong: 'Could not be evaluated:' },
  ' ',
  ...named(rows),
  '. The reason stands in its row. Press ',
  { strong: 'Re-run' },
  ' to look again; if it stays like that, tell whoever maintains the rules.',
];

const NOTHING = { strong: 'Nothing to do.' } as const;

function metNext({ projects, mode }: Whole): Text {
  const asking = projects.some(({ wish }) => wish.kind === 'moves');
  if (asking) return ['Merge when you like. The move is recorded with the merge.'];
  const stays = projects.flatMap(({ wish }) => (wish.kind === 'stays' && wish.next !== null ? [wish] : []));
  const [only] = stays;
  if (!only || stays.length > 1) return [NOTHING];
  return [
    NOTHING,
    ' To ask for ',
    { code: only.next ?? '' },
    ', write ',
    { code: `stage: ${only.next}` },
    ' in ',
    { code: only.project.path },
    ', or set the label ',
    { code: 'stage-gate' },
    mode === 'enforce' ? '.' : '; this repository is in warn mode, so nothing is blocked.',
  ];
}
