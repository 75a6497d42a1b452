// T-72: a newer version starts while older processes work. It migrates the database under them; from there on only it judges, and they
// do what they still can: take deliveries.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { knownSchema } from '../../src/adapters/postgres/known-schema.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { HOOK, openStage, type Stage } from '../chaos/stage.ts';
import { createStory } from '../chaos/story.ts';
import { problemsOf } from '../chaos/truth.ts';
import type { Variant } from '../chaos/variants.ts';
import { spawnClos } from '../support/child.ts';
import { createDatabase, makeTempDir } from '../support/cluster.ts';
import { makeLaterVersion, ofLaterVersion } from '../support/later-version.ts';
import { envFor, type System, startSystem } from '../support/system.ts';
import { check, config, formTeam, REPOSITORY } from '../support/team.ts';
import { until } from '../support/until.ts';

const SUPERSEDED =
  'the database was migrated by a newer version; this process takes no more jobs and only accepts deliveries';

let folder = '';
let later = '';

beforeEach(async () => {
  folder = await makeTempDir();
  later = await makeLaterVersion(path.join(folder, 'migrations'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** What was judged, and which jobs were taken, since the database is the newer version's: by whose code. */
async function judgedBy(query: Stage['query']): Promise<Record<string, number>> {
  const rows = await query<{ code: string; rows: number }>(
    'SELECT code, count(*)::int AS rows FROM judgements GROUP BY code',
  );
  return Object.fromEntries(rows.map((row) => [row.code, row.rows]));
}

const strikes = async (query: Stage['query']): Promise<number> =>
  (await query<{ most: number }>('SELECT coalesce(max(attempts), 0)::int AS most FROM deliveries'))[0]
    ?.most ?? 0;

describe('a newer process starts while an older one works', () => {
  let stage: Stage;

  afterEach(() => stage.close());

  /** Events flow all the time, to the older process. `role` is the newer one's. */
  async function upgrade(role: string, variant?: Variant) {
    stage = await openStage(null, { seed: 72 });
    const { github } = stage;
    await stage.parkSweeps();
    github.createRepository({ owner: 'acme', name: 'shop', files: { '.clos/config.yml': config(2) } });
    github.install({ owner: 'acme' });
    const older = await stage.start({ variant });
    const story = createStory(github, [REPOSITORY], 72);
    const move = async (): Promise<void> => {
      story.step();
      await github.settle();
    };
    for (let n = 0; n < 12; n += 1) await move();
    const env = {
      DATABASE_URL: ofLaterVersion(stage.databaseUrl),
      CHAOS_MIGRATIONS: later,
      CLOS_ROLE: role,
    };
    let isRunning = false;
    const newer = stage.start({ env }).finally(() => {
      isRunning = true;
    });
    while (!isRunning) await move();
    await newer;
    github.webhookUrl = older.url + HOOK;
    return { older, move };
  }

  const taken = (): readonly number[] => stage.github.deliveries.map(({ statusCode }) => statusCode);

  test('T-72 the older one judges nothing more, says so, and takes deliveries for the newer one', async () => {
    const { older, move } = await upgrade('all');
    const before = taken().length;
    for (let n = 0; n < 12; n += 1) await move();
    await stage.settle();
    expect(taken().length).toBeGreaterThan(before);
    expect(new Set(taken())).toEqual(new Set([202]));
    expect(await judgedBy(stage.query)).toEqual({ newer: expect.any(Number) });
    expect(await strikes(stage.query)).toBe(0);
    await stage.sweep();
    const rules = new Map([[REPOSITORY, { mode: 'enforce', limit: 2 } as const]]);
    expect(await problemsOf(stage.github, stage.query, rules)).toEqual([]);
    const ready = await fetch(`${older.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      {
        status: 'superseded',
        message: SUPERSEDED,
        checks: { database: 'ok', migrations: 'superseded', worker: 'superseded' },
      },
    ]);
  });

  test('T-72 the control without a fence judges on by what it does not know', async () => {
    const { move } = await upgrade('server', 'no-fence');
    await until('it judged', async () => {
      await move();
      return ((await judgedBy(stage.query)).older ?? 0) > 0;
    });
  });
});

describe('the database is migrated in the middle of a job', () => {
  let system: System | null = null;

  afterEach(async () => {
    await system?.stop();
    system = null;
  });

  test.each(['pods-locked', 'before-commit', 'before-write', 'after-write'] as const)(
    'T-72 at %s: the older process leaves it to the newer one, without a strike',
    async (point) => {
      let armed = false;
      const failpoint = async (name: string): Promise<void> => {
        if (!armed || name !== point || !system) return;
        armed = false;
        await migrate(system.databaseUrl, knownSchema(later));
      };
      system = await startSystem({ hooks: { failpoint } });
      const { github, query } = system;
      await formTeam(system, config(1));
      armed = true;
      github.openPull(REPOSITORY);
      await until('the database is migrated', () => !armed);
      await system.startAnother({ DATABASE_URL: ofLaterVersion(system.databaseUrl) }, { migrations: later });
      // Whoever died in the middle keeps the job for some seconds: another pull request would be heard of before.
      await system.settle();
      github.openPull(REPOSITORY);
      await system.settle();
      expect([check(github, 1), check(github, 2)]).toEqual([
        'success: Holds slot 1 of 1',
        expect.stringContaining('Waiting'),
      ]);
      expect((await judgedBy(query)).older).toBeUndefined();
      expect(await strikes(query)).toBe(0);
      expect(github.violations).toEqual([]);
    },
  );
});

test('T-72 a process that is older than the database does not start, and names the version it takes', async () => {
  const database = await createDatabase();
  const system = await startSystem();
  try {
    await migrate(database.url, { ...knownSchema(later), version: '7.2.0' });
    const { code, output } = await spawnClos('main.ts', envFor(system.github, database.url)).ended;
    const { count } = knownSchema();
    expect(code).toBe(1);
    expect(output).toContain(`The database is at migration ${count + 1}, made by CLOS 7.2.0`);
    expect(output).toContain(`which knows ${count} migrations`);
    expect(output).toContain('→ Start CLOS 7.2.0');
  } finally {
    await system.stop();
    await database.drop();
  }
});
