// Those who wait for the same pod are decided about in one transaction: it must end as if each had been alone.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { createPools, type Pools } from '../../src/adapters/postgres/pools.ts';
import type { PullFacts } from '../../src/core/facts.ts';
import { pullNumber } from '../../src/core/ids.ts';
import type { HeldPods } from '../../src/ports/ledger.ts';
import { aRepository, judgePull, merged, opened, settleIn, spineOn, TENANT } from '../chaos/pods.ts';
import { createRandom } from '../github/state/random.ts';
import { createDatabase, type TestDatabase } from '../support/cluster.ts';

const REPOSITORY = aRepository(1, { limit: 3 });

interface Place {
  readonly database: TestDatabase;
  readonly pools: Pools;
}

const places: Place[] = [];

async function aPlace(): Promise<Place> {
  const database = await createDatabase();
  const place = { database, pools: createPools(database.url, () => undefined, 8) };
  places.push(place);
  await settleIn(place.pools.app, [REPOSITORY]);
  return place;
}

afterAll(async () => {
  for (const { database, pools } of places) {
    await pools.end();
    await database.drop();
  }
});

/** More than a decision reads of a line. */
const LONG = 45;

/** One change of a pull request each, several of some: opened, pushed to, made a draft, merged. First so many are `open`. */
function wavesOf(seed: number, open: number): PullFacts[][] {
  const random = createRandom(seed);
  const known: PullFacts[] = [];
  let seconds = 0;
  const at = (): string => {
    seconds += 1;
    return new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString();
  };
  const step = (): PullFacts => {
    const index = known.length < open ? open : random.below(known.length + 2);
    const old = known[index];
    const now = at();
    if (old === undefined || old.state === 'closed') {
      const pull = { ...opened(REPOSITORY, known.length + 1), createdAt: now, updatedAt: now };
      known.push(pull);
      return pull;
    }
    const pushed = { ...old, title: `${old.title} again`, updatedAt: now };
    const next = random.chance(0.3)
      ? { ...merged(old), updatedAt: now }
      : random.chance(0.2)
        ? { ...old, draft: !old.draft, updatedAt: now }
        : pushed;
    known[index] = next;
    return next;
  };
  const wave = (length: number): PullFacts[] => Array.from({ length }, step);
  return [wave(open), ...Array.from({ length: 6 }, () => wave(3 + random.below(12)))];
}

const SHOWN = {
  locks: `SELECT pull_number, status, slot_no, priority, requested_at, release_reason, shared,
      fence IS NOT NULL AS fenced, granted_at IS NOT NULL AS granted FROM wip_locks ORDER BY lock_id`,
  fences: `SELECT pull_number FROM wip_locks WHERE fence IS NOT NULL ORDER BY fence`,
  pulls: 'SELECT number, state, facts, last_event FROM pulls ORDER BY number',
  checks: `SELECT pull_number, head_sha, body->>'title' AS title FROM checks ORDER BY pull_number`,
  audit: 'SELECT actor, action, subject, before, after FROM audit_events ORDER BY event_id',
  jobs: 'SELECT DISTINCT key FROM graphile_worker._private_jobs WHERE key IS NOT NULL ORDER BY key',
};

async function shown({ pools }: Place): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(SHOWN)) all[name] = (await pools.owner.query(text)).rows;
  return all;
}

/** How many transactions wrote audit entries. */
async function transactions({ pools }: Place): Promise<number> {
  const { rows } = await pools.owner.query<{ count: number }>(
    'SELECT count(DISTINCT xmin::text)::int AS count FROM audit_events',
  );
  return rows[0]?.count ?? 0;
}

test.each([1, 2, 3, 4, 5, 6])(
  'what is decided together is what would have been decided one after the other (seed %i)',
  async (seed) => {
    const [together, alone] = [await aPlace(), await aPlace()];
    const [many, one] = [spineOn(together.pools.app), spineOn(alone.pools.app)];
    for (const wave of wavesOf(seed, seed % 2 === 0 ? LONG : 0)) {
      await Promise.all(wave.map((pull) => judgePull(many, REPOSITORY, pull)));
      for (const pull of wave) await judgePull(one, REPOSITORY, pull);
    }
    expect(await shown(together)).toEqual(await shown(alone));
    expect(await transactions(together)).toBeLessThan(await transactions(alone));
  },
  60_000,
);

describe('one of several who wait for a pod', () => {
  let place: Place;
  let ledger: ReturnType<typeof createLedger>;

  beforeAll(async () => {
    place = await aPlace();
    ledger = createLedger(place.pools.app);
  });

  const hold = <T>(number: number, work: (held: HeldPods) => Promise<T>): Promise<T> =>
    ledger.holding(
      TENANT,
      {
        keys: [{ key: `repository/${REPOSITORY.id}`, name: 'acme/shop' }],
        ids: [],
        own: { repositoryId: REPOSITORY.id, pullNumber: pullNumber(number) },
      },
      work,
    );

  const reply = (held: HeldPods, number: number): Promise<void> =>
    held.saveReply(
      { repositoryId: REPOSITORY.id, pullNumber: pullNumber(number) },
      { slot: 'reply', body: `${number}`, hash: `${number}` },
    );

  async function replies(): Promise<number[]> {
    const { rows } = await place.pools.owner.query<{ number: number }>(
      'DELETE FROM replies RETURNING pull_number AS number',
    );
    return rows.map(({ number }) => number).sort((a, b) => a - b);
  }

  const say = (number: number) => hold(number, (held) => reply(held, number));

  test('throws before it wrote anything: the others are committed', async () => {
    const thrown = hold(2, () => Promise.reject(new Error('two')));
    const ended = await Promise.allSettled([say(1), say(3), thrown, say(4)]);
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await replies()).toEqual([1, 3, 4]);
  });

  test('throws after it wrote something: nothing of it is left, and the others are committed', async () => {
    const half = hold(2, async (held) => {
      await reply(held, 2);
      throw new Error('two');
    });
    const ended = await Promise.allSettled([say(1), say(3), half, say(4)]);
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await replies()).toEqual([1, 3, 4]);
  });

  test('is told what is known of it, and not of another', async () => {
    const open = await Promise.all([1, 3, 4].map((number) => hold(number, async (held) => held.known?.item)));
    expect(open.map((item) => item?.pullNumber)).toEqual([1, 3, 4]);
  });
});
