// What was stored: every delivery that was taken, and every pull request as GitHub shows it.

import { CHECK, GATE, refOf } from '../acme.ts';
import { type Row, rowsOf } from '../board.ts';
import type { Stage } from '../stage.ts';
import { type Probe, refute } from './probe.ts';

/** A job that lost its key was replaced by a newer one; the row stays when its worker died. */
const GIVEN_UP = `SELECT task_identifier AS task, last_error AS error FROM graphile_worker.jobs
  WHERE attempts >= max_attempts AND locked_at IS NULL AND key IS NOT NULL`;

export const nothingAcceptedWasLost: Probe = async ({ github, query }) => {
  const rows = await query<{ guid: string; status: string; event: string }>(
    'SELECT guid, status, event FROM deliveries',
  );
  const known = new Set(rows.map(({ guid }) => guid));
  const stored = github.deliveries.filter(({ response }) => response.payload?.includes('"stored"'));
  const jobs = await query<{ task: string; error: string | null }>(GIVEN_UP);
  refute([
    ...rows
      .filter(({ status }) => status !== 'done' && status !== 'ignored')
      .map(({ event, status }) => `one ${event} is ${status}`),
    ...stored
      .filter(({ guid }) => !known.has(guid))
      .map(({ event }) => `one ${event} was acknowledged and is gone`),
    ...jobs.map(({ task, error }) => `one ${task} job gave up (${error ?? 'its worker died'})`),
  ]);
  return `${rows.length} deliveries`;
};

interface Stored {
  readonly repositoryId: string;
  readonly number: number;
  readonly state: string;
  readonly sha: string;
  readonly draft: boolean;
  readonly merged: boolean;
  readonly body: {
    title: string;
    summary: string;
    text: string;
    status: string;
    conclusion: string | null;
  } | null;
}

const STORED = `SELECT p.repository_id AS "repositoryId", p.number, p.state, p.head_sha AS sha,
    (p.facts->>'draft')::boolean AS draft, (p.facts->>'merged')::boolean AS merged, c.body
  FROM pulls p LEFT JOIN checks c ON c.repository_id = p.repository_id AND c.pull_number = p.number
    AND c.head_sha = p.head_sha AND c.name = $1`;

const essence = (...parts: readonly unknown[]): string => JSON.stringify(parts);

function differs(
  github: Stage['github'],
  { repository, number, check }: Row,
  row: Stored | undefined,
): string | null {
  const { state, head, draft, merged } = github.pull(repository, number);
  const ref = refOf(repository, number);
  if (!row) return `${ref} is not in the database`;
  const shown = essence(state, head.sha, draft, merged !== null);
  if (essence(row.state, row.sha, row.draft, row.merged) !== shown) return `${ref} differs`;
  const { body } = row;
  const ours = essence(body?.status, body?.conclusion, body?.title, body?.summary, body?.text);
  const { output } = check ?? {};
  const theirs = essence(check?.status, check?.conclusion, output?.title, output?.summary, output?.text);
  return state === 'closed' || ours === theirs ? null : `a check of ${ref} differs`;
}

async function differences({ github, query }: Stage, check: string): Promise<string[]> {
  const stored = await query<Stored>(STORED, [check]);
  return rowsOf(github, check).flatMap((row) => {
    const own = stored.find(
      (one) => Number(one.repositoryId) === row.repositoryId && one.number === row.number,
    );
    return differs(github, row, own) ?? [];
  });
}

export const databaseEqualsGitHub: Probe = async (stage) => {
  refute([...(await differences(stage, CHECK)), ...(await differences(stage, GATE))]);
  return `${rowsOf(stage.github).length} pull requests`;
};
