// A waiver lets one criterion of one stage go for a time. It is shown, it ends by itself, and the author's own is none.

import type { Case } from './case.ts';
import type { Gate, Waiver } from './model.ts';
import { isMissing, type Row } from './row.ts';

/** What may be waived of a gate: its criteria, and what it asks of time. Approvals and whatever guards against copies may not. */
export const waivableIds = ({ criteria, soakSeconds, freshSeconds }: Gate): readonly string[] => [
  ...new Set([
    ...criteria.map(({ id }) => id),
    ...(soakSeconds === null ? [] : ['soak']),
    ...(freshSeconds === null ? [] : ['freshness']),
  ]),
];

/** Rules may have become stricter since it was given: it ends after the longest time they allow. */
const endOf = ({ since, until }: Waiver, longestSeconds: number): string => {
  const longest = Date.parse(since) + longestSeconds * 1_000;
  return Date.parse(until) <= longest ? until : new Date(longest).toISOString();
};

export const waived = (subject: Case, rows: readonly Row[]): Row[] => {
  const inForce = inForceFor(subject);
  return rows.map((row) => {
    const waiver =
      row.waivable && isMissing(row) ? inForce.find((one) => one.criterion === row.id) : undefined;
    return waiver ? withWaiver(row, waiver) : row;
  });
};

/** The one that lasts longest comes first. */
function inForceFor({ known, project, from, rules, pull, now }: Case): Waiver[] {
  const author = pull?.facts.authorId ?? null;
  // Without the author's number it might be the author's own.
  if (pull !== null && author === null) return [];
  return known.waivers
    .filter((one) => one.project === project.slug && one.stage === from && one.by.id !== author)
    .map((one) => ({ ...one, until: endOf(one, rules.longestWaiverSeconds) }))
    .filter(({ until }) => Date.parse(until) > Date.parse(now))
    .toSorted((a, b) => Date.parse(b.until) - Date.parse(a.until));
}

function withWaiver(row: Row, waiver: Waiver): Row {
  const { by, until, reason } = waiver;
  const earlier = row.changesAt !== null && Date.parse(row.changesAt) < Date.parse(until);
  return {
    ...row,
    state: 'waived',
    reason: ['Waived by ', { untrusted: by.login }, ' until ', { at: until }, ': ', { untrusted: reason }],
    hint: [],
    changesAt: earlier ? row.changesAt : until,
    waiver,
  };
}
