// Likely duplicates of an idea: how many of those people would call duplicates are found, and how long it takes among 50,000.

import pg from 'pg';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { createPools, type Pools } from '../../src/adapters/postgres/pools.ts';
import { createSimilarIdeas } from '../../src/adapters/postgres/similar.ts';
import type { IdeaKey } from '../../src/core/ideas/model.ts';
import { gist, type IdeaText, THRESHOLD } from '../../src/core/ideas/similar.ts';
import type { InstallationId, IssueNumber, RepositoryId } from '../../src/core/ids.ts';
import { manyIdeas } from '../ideas/many.ts';
import { type Judged, pairs, qualityAt } from '../ideas/pairs.ts';
import { judgePairs, planOf } from '../ideas/search.ts';
import type { Bench, Context } from './bench.ts';
import { atLeast, below, type Report, type Row, row } from './report.ts';
import { percentile } from './stats.ts';

const IDEAS = 50_000;
const REPOSITORIES = 50;
const SEED = 20261121;
const LIMIT_MS = 50;
/** Apart from those of the pairs, each of which is an installation. */
const TENANT = 1_000_000 as InstallationId;
const BY_INDEX = /Scan (?:using|on) idea_keys_/;
const SEARCH = { threshold: THRESHOLD, most: 3, across: true };

const keyOf = (n: number): IdeaKey => ({
  repositoryId: (1 + (n % REPOSITORIES)) as RepositoryId,
  issueNumber: (1 + n) as IssueNumber,
});

async function fill(url: string, ideas: readonly IdeaText[]): Promise<void> {
  const owner = new pg.Pool({ connectionString: url, max: 1 });
  try {
    for (let from = 0; from < ideas.length; from += 5_000) {
      const some = ideas.slice(from, from + 5_000).map(gist);
      const keys = some.map((_, i) => keyOf(from + i));
      await owner.query(
        `INSERT INTO idea_texts (installation_id, repository_id, issue_number, title, words)
         SELECT $1, * FROM unnest($2::bigint[], $3::int[], $4::text[], $5::text[])`,
        [
          TENANT,
          keys.map(({ repositoryId }) => repositoryId),
          keys.map(({ issueNumber }) => issueNumber),
          some.map(({ title }) => title),
          some.map(({ words }) => words),
        ],
      );
      const each = some.flatMap(({ keys: words }, i) => words.map((word) => ({ ...keyOf(from + i), word })));
      await owner.query(
        `INSERT INTO idea_keys (installation_id, key, repository_id, issue_number)
         SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::int[])`,
        [
          TENANT,
          each.map(({ word }) => word),
          each.map(({ repositoryId }) => repositoryId),
          each.map(({ issueNumber }) => issueNumber),
        ],
      );
    }
    await owner.query('VACUUM ANALYZE idea_texts, idea_keys');
  } finally {
    await owner.end();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** New ideas, searched for and saved one after the other, as when they are opened. */
async function opened(
  pools: Pools,
  ideas: readonly IdeaText[],
): Promise<{ found: number[]; saved: number[] }> {
  const similar = createSimilarIdeas(pools.app);
  const found: number[] = [];
  const saved: number[] = [];
  for (const [i, text] of ideas.entries()) {
    const key = keyOf(IDEAS + i);
    found.push(await timed(() => similar.find(TENANT, key, text, SEARCH)));
    saved.push(await timed(() => similar.save(TENANT, key, text)));
  }
  return { found, saved };
}

function qualityRows(judged: readonly Judged[]): Row[] {
  const { precision, recall } = qualityAt(judged, THRESHOLD);
  return [
    row(`precision at ${THRESHOLD}`, '', [precision], atLeast(0.9)),
    row(`recall at ${THRESHOLD}`, '', [recall]),
  ];
}

function curve(judged: readonly Judged[]): string[] {
  const percent = (share: number) => `${(share * 100).toFixed(0)}%`.padStart(5);
  return [0.3, 0.34, 0.38, 0.4, 0.42, 0.44, 0.46, 0.5, 0.55, 0.6]
    .map((threshold) => qualityAt(judged, threshold))
    .map(
      ({ threshold, ...of }) =>
        `from ${threshold.toFixed(2)}: precision ${percent(of.precision)}, recall ${percent(of.recall)}`,
    );
}

async function measure(context: Context, url: string, pools: Pools): Promise<Report> {
  const judged = await judgePairs(pools.app, pairs());
  context.say(`writing ${IDEAS} ideas`);
  const asked = context.short ? 60 : 400;
  const ideas = manyIdeas(IDEAS + asked, SEED);
  await fill(url, ideas.slice(0, IDEAS));
  const rest = ideas.slice(IDEAS);
  const plan = await planOf(url, TENANT, keyOf(IDEAS), gist(rest[0] as IdeaText));
  const real = pairs()
    .slice(0, asked)
    .map(({ a }) => a);
  await opened(pools, rest.slice(0, 5)); // plans, and the cache
  const short = await opened(pools, real);
  const long = await opened(pools, rest);
  const at = (samples: readonly number[], share: number) => [percentile(samples, share)];
  return {
    name: 'similar',
    about: `likely duplicates: ${judged.length} pairs by hand; ${IDEAS} ideas of one installation, seed ${SEED}`,
    rows: [
      ...qualityRows(judged),
      row('searches that go by the index', '', [Number(BY_INDEX.test(plan))], atLeast(1)),
      row('find, problems of 300 to 1,500 characters, p50', 'ms', at(long.found, 0.5)),
      row('find, problems of 300 to 1,500 characters, p95', 'ms', at(long.found, 0.95), below(LIMIT_MS)),
      row('find, ideas of the pairs, p95', 'ms', at(short.found, 0.95), below(LIMIT_MS)),
      row('save, p50', 'ms', at(long.saved, 0.5)),
      row('save, p95', 'ms', at(long.saved, 0.95)),
    ],
    notes: [...curve(judged), ...plan.split('\n').filter((line) => BY_INDEX.test(line))],
  };
}

export const similar: Bench = {
  name: 'similar',
  run: async (context) => {
    const url = await context.databases.create('bench_similar');
    await migrate(url);
    const pools = createPools(url, (error) => context.say(error.message), 2);
    try {
      return await measure(context, url, pools);
    } finally {
      await pools.end();
    }
  },
};
