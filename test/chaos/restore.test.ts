// T-73: the database is restored from a dump that is older than what GitHub shows.

import { expect, test } from '@jest/globals';
import { inDatabase, runSql } from '../support/cluster.ts';
import { until } from '../support/until.ts';
import { config } from './outcome.ts';
import type { Rules } from './rules.ts';
import { openScene } from './scene.ts';
import { openStage, type Stage } from './stage.ts';
import { problemsOf, type Query } from './truth.ts';

const RULES: Rules = { mode: 'enforce', limit: 2 };
const NAME = 'acme/shop';

/** Of a check run that the dump does not know another is made, and GitHub shows the newer: one is visible, as promised. */
const HIDDEN = /has \d check runs of ours/;

/** What a dump would hold: PostgreSQL copies a database that nobody is connected to. */
async function copy(from: string, to: string): Promise<void> {
  const [source, target] = [from, to].map((url) => new URL(url).pathname.slice(1));
  await runSql(
    inDatabase(from, 'postgres'),
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('${source}', '${target}')`,
    `DROP DATABASE "${target}" WITH (FORCE)`,
    `CREATE DATABASE "${target}" TEMPLATE "${source}"`,
  );
}

const newestFence = async (query: Query): Promise<number> =>
  (await query<{ fence: number }>('SELECT max(fence)::float8 AS fence FROM wip_locks'))[0]?.fence ?? 0;

async function work({ github, settle }: Stage): Promise<void> {
  github.mergePull(NAME, 1, { as: 'admin' });
  github.openPull(NAME, { author: 'dev5' });
  github.push(NAME, 3);
  await settle();
  github.closePull(NAME, 2);
  await settle();
}

test(
  'T-73 an older dump is brought to what GitHub shows, and its fences do not go backwards',
  async () => {
    const stage = await openStage(null);
    const dump = await openScene(null);
    try {
      const { github } = stage;
      github.createRepository({
        owner: 'acme',
        name: 'shop',
        files: { '.clos/config.yml': config(RULES.limit) },
      });
      github.install({ owner: 'acme' });
      const first = await stage.start();
      for (let n = 1; n <= 4; n += 1) {
        github.openPull(NAME, { author: `dev${n}` });
        await stage.settle();
      }
      await first.stop();
      await copy(stage.databaseUrl, dump.url);
      const second = await stage.start();
      await work(stage);
      const before = await newestFence(stage.query);
      await second.stop();
      // Nothing of the hour since is known to it; its start begins with a sweep.
      const third = await stage.start({ env: { DATABASE_URL: dump.url } });
      const rules = new Map([[NAME, RULES]]);
      let left: string[] = [];
      const isRight = async (): Promise<boolean> => {
        left = (await problemsOf(github, dump.query, rules)).filter((text) => !HIDDEN.test(text));
        return left.length === 0;
      };
      await until('everything is right', isRight, 60).catch(() => undefined);
      expect(left).toEqual([]);
      const granted = await dump.query<{ fence: number }>(
        `SELECT fence::float8 AS fence FROM wip_locks WHERE status = 'held'`,
      );
      expect(Math.min(...granted.map(({ fence }) => fence))).toBeGreaterThan(before);
      await third.stop();
    } finally {
      await stage.close();
      await dump.close();
    }
  },
  3 * 60_000,
);
