// One idea as it is kept: what our comment on it says, and its ledger, line by line.

import { ideaComment } from '../../core/ideas/comment.ts';
import { DEFAULT_IDEA_RULES } from '../../core/ideas/defaults.ts';
import type { EntryValue } from '../../core/ideas/record.ts';
import { aroundOf, type NamedIdea } from '../../core/ideas/resembling.ts';
import type { FoundIdea, LedgerLine } from '../../ports/idea-ledger.ts';
import { columns, type Paint, printable } from '../terminal.ts';
import { brief, plainText, tableLines } from '../words.ts';

export interface ShownIdea extends FoundIdea {
  /** `acme/shop#12`. */
  readonly reference: string;
  /** Ideas it resembles, most similar first. */
  readonly similar: readonly NamedIdea[];
  readonly ledger: readonly LedgerLine[];
}

export function showText(shown: ShownIdea, paint: Paint): string {
  const { idea, rules, similar, reference, ledger } = shown;
  const { heading, says, tables, next } = ideaComment(
    idea,
    aroundOf(idea, rules ?? DEFAULT_IDEA_RULES, similar),
  );
  const blocks = [
    [`${paint('bold', printable(reference))}  ${brief(idea.issue.title)}`, printable(idea.issue.url)],
    [
      `${plainText(heading, paint)}  ${paint('dim', idea.status)}`,
      ...says.map((one) => plainText(one, paint)),
    ],
    ...tables.map(({ heading: over, table }) => tableLines(over, table, paint)),
    ledgerLines(ledger, paint),
    [`Next: ${plainText(next, paint)}`],
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n');
}

function ledgerLines(ledger: readonly LedgerLine[], paint: Paint): readonly string[] {
  const rows = ledger.map(({ at, actor, action, version, before, after, reason }) => [
    at.slice(0, 16).replace('T', ' '),
    brief(actor),
    action,
    `v${version}`,
    [changes(before, after), ...(reason === null ? [] : [`because ${brief(reason)}`])].join('; '),
  ]);
  return [paint('bold', 'Ledger, in UTC'), ...columns(rows)];
}

/** What differs: in words where it is short, by name where it is text. */
function changes(before: EntryValue | null, after: EntryValue | null): string {
  const parts = [
    step(before?.status, after?.status),
    `score ${step(before?.score, after?.score)}`,
    texts(before, after),
    ...overridesOf(before, after),
    before?.project === after?.project ? '' : `project ${printable(after?.project ?? 'none')}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

const step = (from: string | number | undefined, to: string | number | undefined): string =>
  from === undefined || from === to ? String(to ?? '') : `${from} → ${to ?? '?'}`;

function texts(before: EntryValue | null, after: EntryValue | null): string {
  if (before === null || after?.fields === undefined) return '';
  const names = new Set([...Object.keys(before.fields ?? {}), ...Object.keys(after.fields)]);
  const differ = [...names].filter((name) => before.fields?.[name] !== after.fields?.[name]);
  const all = before.title === after.title ? differ : ['title', ...differ];
  return all.length === 0 ? 'nothing that is read' : `changed ${printable(all.join(', '))}`;
}

function overridesOf(before: EntryValue | null, after: EntryValue | null): readonly string[] {
  const had = new Map(before?.overrides?.map(({ factor, value }) => [factor, value]));
  return (after?.overrides ?? [])
    .filter(({ factor, value }) => had.get(factor) !== value)
    .map(({ factor, value }) => `${factor} set to ${value}`);
}
