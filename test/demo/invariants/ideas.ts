// The ideas: their ledgers tell without a gap how they came to where they are, and each that was promoted went on in one place.

import { fullName } from '../../github/state/world.ts';
import { discoveriesOn, ideasOn, type refOfIssue } from '../ideas.ts';
import type { Stage } from '../stage.ts';
import { type Probe, refute } from './probe.ts';

export interface Kept {
  /** `acme/web#4`. */
  readonly ref: string;
  readonly status: string;
  /** Before and after each line of its ledger. */
  readonly lines: readonly (readonly [before: string | null, after: string])[];
  /** Null: not promoted. */
  readonly slug: string | null;
  readonly discovery: number | null;
  /** How often the history of stages says that it became that project. */
  readonly moves: number;
}

const KEPT = `SELECT owner || '/' || name || '#' || issue_number AS ref, i.status, promotion->>'slug' AS slug,
    (promotion->>'discovery')::int AS discovery,
    (SELECT coalesce(jsonb_agg(jsonb_build_array(before->>'status', after->>'status') ORDER BY entry_id), '[]') FROM idea_entries e
      WHERE (e.installation_id, e.repository_id, e.issue_number) = (i.installation_id, i.repository_id, i.issue_number)) AS lines,
    (SELECT count(*)::int FROM stage_transitions t WHERE (t.installation_id, t.repository_id, t.slug)
      = (i.installation_id, i.repository_id, i.promotion->>'slug') AND t.from_stage = 'IDEA' AND t.judged IS NULL) AS moves
  FROM ideas i JOIN repositories USING (installation_id, repository_id)`;

const refOf = (issue: Parameters<typeof refOfIssue>[0]): string =>
  `${fullName(issue.repository)}#${issue.number}`;

export const ideasAreTheirLedgers: Probe = async ({ github, query }) => {
  const kept = await query<Kept>(KEPT);
  const shown = ideasOn(github).map(refOf);
  refute([
    ...shown.filter((ref) => !kept.some((one) => one.ref === ref)).map((ref) => `${ref} is not kept`),
    ...kept.flatMap((idea) => gapIn(idea) ?? []),
  ]);
  return `${kept.length} ideas, ${kept.flatMap(({ lines }) => lines).length} lines`;
};

function gapIn({ ref, status, lines }: Kept): string | null {
  const torn = lines.some(([before], index) => before !== (lines[index - 1]?.[1] ?? null));
  if (torn) return `the ledger of ${ref} has a gap`;
  const [, last] = lines.at(-1) ?? [];
  return last === status ? null : `${ref} is ${status}, and its ledger ends in ${last}`;
}

export const promotedOnce: Probe = async ({ github, query }: Stage) => {
  const promoted = (await query<Kept>(KEPT)).filter(({ slug }) => slug !== null);
  const opened = discoveriesOn(github);
  refute([
    ...promoted
      .filter(({ moves }) => moves !== 1)
      .map(({ ref, moves }) => `${ref} became a project ${moves} times`),
    ...promoted.flatMap((idea) => {
      const own = opened.filter(({ body }) => body?.includes(`/${idea.ref.replace('#', '/issues/')})`));
      return own.length === 1 && own[0]?.number === idea.discovery
        ? []
        : [`${idea.ref} has ${own.length} Discovery issues`];
    }),
    ...(opened.length > promoted.length ? ['a Discovery issue belongs to no promoted idea'] : []),
  ]);
  return `${promoted.length} promoted`;
};
