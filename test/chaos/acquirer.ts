// One of several processes that judge pull requests of the same few pods, through the real cycle: the ledger's locks, `decide`,
// one commit. It opens and merges pull requests of its own at random and tells its parent of every commit. A program of its own.

import { flushCompileCache } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { PullFacts } from '../../src/core/facts.ts';
import { TransientFault } from '../../src/core/faults.ts';
import type { StoredRepository } from '../../src/ports/ledger.ts';
import type { Spine } from '../../src/reconcile/spine.ts';
import { createRandom, type Random } from '../github/state/random.ts';
import { type Naive, naively } from './naive.ts';
import { judgePull, merged, opened, spineOn, TENANT } from './pods.ts';

export interface Plan {
  readonly databaseUrl: string;
  readonly repositories: readonly StoredRepository[];
  /** Which process this is, and of how many: the pull requests whose number leaves this remainder are its own. */
  readonly index: number;
  readonly of: number;
  /** How many ran under this index before it. */
  readonly generation: number;
  readonly seed: number;
  /** How many it judges at once, and how many it keeps open before it must merge one. */
  readonly lanes: number;
  readonly mostOpen: number;
  readonly naive: Naive | null;
  /** A session that does nothing for so long inside a transaction is ended by the database. */
  readonly idleMs: number;
}

export interface Done {
  readonly kind: 'done';
  readonly repository: number;
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly grants: number;
  /** From asking to the commit, what was waited for a pod or a database included. */
  readonly ms: number;
}

export type Said =
  | Done
  | { readonly kind: 'ready' | 'idle' }
  | { readonly kind: 'refused'; readonly why: string };
/** `pause`: end what is under way. `drain`: merge all that is open as well. */
export type Order = 'pause' | 'drain';

interface Own {
  readonly repository: StoredRepository;
  readonly pull: PullFacts;
}

/** Pull requests that one process opens at most. */
const PER_GENERATION = 100_000;

/** None without a missing guard. */
const MOST_REFUSALS = 20;

const say = (said: Said): void => void process.send?.(said);

class Acquirer {
  readonly #spine: Spine;
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #open: Own[] = [];
  #next: number;
  #order: Order | null = null;

  constructor(spine: Spine, plan: Plan) {
    this.#spine = spine;
    this.#plan = plan;
    this.#random = createRandom((plan.seed * 1_009 + plan.index) * 1_009 + plan.generation);
    // No number comes twice, also not after a kill.
    this.#next = plan.of * (1 + plan.generation * PER_GENERATION) + plan.index;
  }

  /**
   * Takes over what a killed predecessor left open, as GitHub would go on showing it. The database may be away just then: whoever ended
   * for that was missed by all who waited for it to come to rest.
   */
  async takeOver(): Promise<void> {
    for (let found: Own[] | null = null; found === null; ) {
      found = await this.#left().catch(async (error: unknown) => {
        if (!(error instanceof TransientFault)) throw error;
        await wait(10 + this.#random.below(40));
        return null;
      });
      this.#open.push(...(found ?? []));
    }
  }

  async #left(): Promise<Own[]> {
    const { repositories, of, index } = this.#plan;
    return this.#spine.ledger.reading(TENANT, async (reader) => {
      const left: Own[] = [];
      for (const repository of repositories)
        for (const pull of await reader.openPulls(repository.id))
          if (pull.number % of === index) left.push({ repository, pull });
      return left;
    });
  }

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.#plan.lanes }, () => this.#lane()));
  }

  obey(order: Order): void {
    this.#order = order;
  }

  async #lane(): Promise<void> {
    while (this.#order === null) await this.#step();
  }

  async drain(): Promise<void> {
    const lane = async (): Promise<void> => {
      for (let own = this.#open.shift(); own; own = this.#open.shift())
        await this.#judge(own, merged(own.pull));
    };
    await Promise.all(Array.from({ length: this.#plan.lanes }, lane));
  }

  async #step(): Promise<void> {
    const { repositories, of, mostOpen } = this.#plan;
    const random = this.#random;
    if (this.#open.length >= mostOpen || (this.#open.length > 0 && random.chance(0.4))) {
      // Mostly the oldest, which holds a slot by now; sometimes one that may still wait.
      const [own] = this.#open.splice(random.chance(0.8) ? 0 : random.below(this.#open.length), 1);
      if (own) await this.#judge(own, merged(own.pull));
      return;
    }
    this.#next += of;
    const repository = repositories[random.below(repositories.length)] as StoredRepository;
    const own = { repository, pull: opened(repository, this.#next) };
    await this.#judge(own, own.pull);
    this.#open.push(own);
  }

  /** Until it is committed: whoever was cut off does not know, and asks again; so does whoever was refused, a few times. */
  async #judge({ repository }: Own, pull: PullFacts): Promise<void> {
    const started = performance.now();
    for (let refusals = 0; refusals < MOST_REFUSALS; ) {
      try {
        const grants = await this.#attempt(repository, pull);
        const ms = performance.now() - started;
        const { number, state } = pull;
        return say({ kind: 'done', repository: repository.id, number, state, grants, ms });
      } catch (error) {
        if (!(error instanceof TransientFault)) {
          refusals += 1;
          say({ kind: 'refused', why: String(error) });
        }
        await wait(10 + this.#random.below(40));
      }
    }
  }

  async #attempt(repository: StoredRepository, pull: PullFacts): Promise<number> {
    const { decision } = await judgePull(this.#spine, repository, pull, {
      trace: `chaos-${this.#plan.index}`,
    });
    return decision.transitions.filter(({ kind }) => kind === 'grant').length;
  }
}

function openPool({ databaseUrl, lanes, naive, idleMs }: Plan): pg.Pool {
  const options = `-c role=clos_app -c statement_timeout=30s -c idle_in_transaction_session_timeout=${idleMs}`;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: lanes,
    options,
    connectionTimeoutMillis: 10_000,
    pipeline: true,
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    if (naive !== null) naively(client, naive);
  });
  return pool;
}

async function main(plan: Plan): Promise<void> {
  const acquirer = new Acquirer(spineOn(openPool(plan)), plan);
  process.on('disconnect', () => process.exit(0));
  const paused = new Promise<void>((resolve) => {
    process.on('message', (order: Order) => {
      acquirer.obey(order);
      if (order === 'drain') resolve();
    });
  });
  await acquirer.takeOver();
  say({ kind: 'ready' });
  // Whoever is killed writes no cache.
  flushCompileCache();
  await acquirer.run();
  say({ kind: 'idle' });
  await paused;
  await acquirer.drain();
  say({ kind: 'idle' });
}

await main(JSON.parse(process.env.CHAOS_PLAN ?? '{}') as Plan);
