// The simulated GitHub in this process and CLOS in its own, connected; and when what happened is seen here: an event leaving,
// a check written. Validation is off: it is the tests' business and would cost more than what is measured.

import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { subscriptions } from '../../src/app.ts';
import { type LimitSettings, noLimits } from '../github/limits.ts';
import { type GitHub, startGitHub } from '../github/simulator.ts';
import { envFor } from '../support/system.ts';
import { until } from '../support/until.ts';
import type { Context } from './bench.ts';
import type { Child } from './child.ts';
import { ask, openPool } from './databases.ts';
import { startClos } from './programs.ts';

export const SEED = 1;

/** Milliseconds on this process's clock. */
export interface Seen {
  /** Pull request events, before their payload is made and signed. */
  readonly sent: number[];
  /** Checks, at the moment they take effect, which is the simulated latency after the request came. */
  readonly written: number[];
}

export interface World {
  readonly github: GitHub;
  readonly clos: Child;
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  readonly seen: Seen;
  /** Resolves when nothing is on its way: no webhook, no job that is due. */
  settle(seconds?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Jobs that are due within three seconds, or running. */
const BUSY = `SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs
  WHERE (run_at <= now() + interval '3 seconds' AND attempts < max_attempts) OR locked_at IS NOT NULL`;

function observe(github: GitHub): Seen {
  const seen: Seen = { sent: [], written: [] };
  const { emit } = github.world;
  github.world.emit = (event) => {
    if (event.name.startsWith('pull_request.')) seen.sent.push(performance.now());
    if (event.name.startsWith('check_run.')) seen.written.push(performance.now());
    emit(event);
  };
  return seen;
}

async function startSimulator({ limits = noLimits, keepLog = false }: WorldOptions): Promise<GitHub> {
  const github = await startGitHub({
    seed: SEED,
    validate: false,
    keepLog,
    limits,
    tokenSeconds: 10_000_000,
  });
  github.subscribe(subscriptions);
  return github;
}

async function connected(github: GitHub, databaseUrl: string, flags: readonly string[]): Promise<World> {
  const seen = observe(github);
  const clos = await startClos({ ...envFor(github, databaseUrl), LOG_LEVEL: 'info' }, flags);
  const pool = openPool(databaseUrl);
  github.webhookUrl = `${clos.url}/api/github/webhooks`;
  const idle = async (): Promise<boolean> => {
    await github.settle();
    return (await ask<{ jobs: number }>(pool, BUSY))[0]?.jobs === 0;
  };
  return {
    github,
    clos,
    pool,
    databaseUrl,
    seen,
    settle: (seconds = 120) => until('nothing is on its way', async () => (await idle()) && idle(), seconds),
    stop: async () => {
      await pool.end();
      await clos.stop();
      await github.stop();
    },
  };
}

export interface WorldOptions {
  /** Of Node. */
  readonly flags?: readonly string[];
  /** Default: none. */
  readonly limits?: LimitSettings;
  /** Whether the simulated GitHub remembers every request. */
  readonly keepLog?: boolean;
}

export async function startWorld(context: Context, name: string, options: WorldOptions = {}): Promise<World> {
  const databaseUrl = await context.databases.create(`bench_${name}`);
  const github = await startSimulator(options);
  try {
    return await connected(github, databaseUrl, options.flags ?? []);
  } catch (error) {
    await github.stop();
    throw error;
  }
}

export interface Team {
  readonly repository: string;
  readonly installation: number;
}

/** An organisation with one repository, the app installed, and a limit that lets everybody in unless it is said. */
export function formTeam({ github }: World, owner: string, limit = 100): Team {
  const repository = `${owner}/shop`;
  github.createOrganization(owner);
  const config = `version: 1\nmode: enforce\nwip:\n  limit: ${limit}\n`;
  github.createRepository({ owner, name: 'shop', files: { '.clos/config.yml': config } });
  return { repository, installation: github.install({ owner }) };
}

/** The sweep runs each even minute and asks GitHub many things: waits until so many seconds are free of it. */
export async function betweenSweeps(
  world: World,
  seconds: number,
  settle: () => Promise<void> = () => world.settle(),
): Promise<void> {
  const left = 120 - ((Date.now() / 1000) % 120);
  if (left < seconds) await wait((left + 2) * 1000);
  await settle();
}
