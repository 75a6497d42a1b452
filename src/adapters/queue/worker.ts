// Runs jobs with Graphile Worker on our PostgreSQL. A killed worker's jobs stay locked for hours, so each process holds a
// session advisory lock named after its worker pool; whoever can take a dead pool's lock frees what it left (`freeDeadWorkers`).

import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type JobHelpers,
  Logger,
  type ParsedCronItem,
  parseCronItems,
  type Runner,
  run,
  type WorkerEvents,
} from 'graphile-worker';
import type pg from 'pg';
import { TransientFault } from '../../core/faults.ts';
import type { Log } from '../../ports/log.ts';

export interface JobRun {
  readonly payload: unknown;
  /** From 1. */
  readonly attempt: number;
}

export type Tasks = Readonly<Record<string, (job: JobRun) => Promise<void>>>;

export interface Schedule {
  readonly task: string;
  /** Cron expression, UTC. */
  readonly at: string;
}

export interface Worker {
  /** Rejects with the reason when jobs are not being run. */
  check(): Promise<void>;
  /** Stops taking jobs and waits for those under way. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly pool: pg.Pool;
  readonly tasks: Tasks;
  readonly schedules: readonly Schedule[];
  /** Tasks to run once, now; several processes that start together run them once. */
  readonly atStart: readonly string[];
  readonly concurrency: number;
  readonly log: Log;
}

/** Locks younger than this may belong to a pool that has not taken its advisory lock yet. */
const GRACE_SECONDS = 3;
/** How often dead workers are looked for. */
const WATCH_MS = 5_000;
/** Polls for jobs that were scheduled for later; new ones arrive by NOTIFY. */
const POLL_MS = 1_000;

/**
 * Ends of jobs are told in batches of one tick. Not for speed: told one by one, Graphile (0.18) leaves the promise to nobody,
 * and a database that goes away just then ends the process with an unhandled rejection; a failed batch ends the pool instead.
 */
const BATCHES = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };

/**
 * How long a pool may take to end. Two batches that failed leave Graphile (0.18) waiting for a third that never comes, and
 * with it a process that answers and runs no job.
 */
const END_MS = 9_000;

/** Between two starts of a pool whose database is away. */
const RESTART_MS = 500;

/** A job that was added again while a worker had it lost its key and its tries to the new one; its worker would have deleted it. */
const SUPERSEDED = `DELETE FROM graphile_worker._private_jobs
  WHERE key IS NULL AND locked_at IS NULL AND attempts >= max_attempts`;

const LOCK_CLASS = 0x434c;

function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    // Every job's start and end is Graphile's "info"; ours are told by the spine, with trace ids. Its messages carry whole
    // stacks; the error itself says the same through our own serializer.
    const to = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug';
    const [line = ''] = message.split('\n', 1);
    log[to]({ err: meta?.error }, line.slice(0, 200));
  });
}

async function holdLock(pool: pg.Pool, poolId: string): Promise<pg.PoolClient> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, poolId]);
    return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Frees the jobs of pools whose process is gone. Returns how many pools were dead. */
async function freeDeadWorkers(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT locked_by AS id FROM graphile_worker._private_jobs WHERE locked_at < now() - make_interval(secs => $1)
     UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_at < now() - make_interval(secs => $1)`,
    [GRACE_SECONDS],
  );
  let dead = 0;
  for (const { id } of rows) {
    const client = await pool.connect();
    // A session that failed may still hold the lock: it is not given back for others to use.
    let broken = true;
    try {
      const taken = await client.query<{ free: boolean }>(
        'SELECT pg_try_advisory_lock($1, hashtext($2)) AS free',
        [LOCK_CLASS, id],
      );
      if (!taken.rows[0]?.free) {
        broken = false;
        continue;
      }
      await client.query('SELECT graphile_worker.force_unlock_workers($1::text[])', [[id]]);
      await client.query(SUPERSEDED);
      await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS, id]);
      dead += 1;
      broken = false;
    } finally {
      client.release(broken);
    }
  }
  return dead;
}

/** Holds the advisory lock for as long as the process lives, taking it again after the database was restarted. */
class Life {
  #client: pg.PoolClient | null = null;
  #asking = false;
  #over = false;
  readonly #pool: pg.Pool;
  readonly #id: string;

  constructor(pool: pg.Pool, id: string) {
    this.#pool = pool;
    this.#id = id;
  }

  async hold(): Promise<void> {
    // Asked for again while it waits, it would wait behind itself.
    if (this.#client || this.#asking || this.#over) return;
    this.#asking = true;
    const client = await holdLock(this.#pool, this.#id).finally(() => {
      this.#asking = false;
    });
    if (this.#over) return client.release(true);
    client.once('error', () => {
      // Not when `end` gave it back already.
      if (this.#client !== client) return;
      this.#client = null;
      client.release(true);
    });
    this.#client = client;
  }

  end(): void {
    const client = this.#client;
    this.#client = null;
    this.#over = true;
    // Closing the session frees the lock.
    client?.release(true);
  }
}

function cronItems(schedules: readonly Schedule[]): ParsedCronItem[] {
  return parseCronItems(
    schedules.map(({ task, at }) => ({
      task,
      match: at,
      identifier: task,
      options: { backfillPeriod: 0, jobKey: task, maxAttempts: 1 },
    })),
  );
}

/** One run of Graphile's pool together with the lock that says its process lives. */
interface Run {
  readonly runner: Runner;
  readonly life: Life;
  /** Settles when it runs no more jobs; rejects with the reason when that was trouble. */
  readonly ended: Promise<unknown>;
  isEnding(): boolean;
}

const nothing = (): void => undefined;

async function startRun(options: WorkerOptions): Promise<Run> {
  const { pool } = options;
  const events: WorkerEvents = new EventEmitter();
  const created = new Promise<string>((resolve) => {
    events.once('pool:create', ({ workerPool }) => resolve((workerPool as unknown as { id: string }).id));
  });
  let ending = false;
  const overdue = new Promise((resolve) => {
    events.once('pool:gracefulShutdown', () => {
      ending = true;
      setTimeout(resolve, END_MS).unref();
    });
  });
  const runner = await run({
    pgPool: pool,
    events,
    logger: queueLogger(options.log),
    concurrency: options.concurrency,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    preset: { worker: BATCHES },
    parsedCronItems: cronItems(options.schedules),
    taskList: Object.fromEntries(
      Object.entries(options.tasks).map(([name, task]) => [
        name,
        (payload: unknown, helpers: JobHelpers) => task({ payload, attempt: helpers.job.attempts }),
      ]),
    ),
  });
  const ended = Promise.race([runner.promise, overdue]);
  // It may end before anybody waits for it.
  ended.catch(nothing);
  const life = new Life(pool, await created);
  try {
    await life.hold();
    for (const task of options.atStart) await runner.addJob(task, {}, { jobKey: task, maxAttempts: 1 });
  } catch (error) {
    end({ runner, life });
    throw error;
  }
  return { runner, life, ended, isEnding: () => ending };
}

/** Also what hung while it ended: then its schedules still run. */
function end({ runner, life }: Pick<Run, 'runner' | 'life'>): void {
  runner.stop().catch(nothing);
  life.end();
}

/** Graphile's pool ends when the database goes away; ours starts it again until it is told to stop. */
class Supervisor implements Worker {
  readonly #options: WorkerOptions;
  readonly #stopping = new AbortController();
  #current: Run | null = null;
  #watching: NodeJS.Timeout | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#current = await startRun(this.#options);
    this.#ended = this.#keepAlive();
    this.#watching = setInterval(() => void this.#watch(), WATCH_MS);
  }

  async #keepAlive(): Promise<void> {
    const { log } = this.#options;
    while (!this.#stopping.signal.aborted) {
      try {
        this.#current ??= await startRun({ ...this.#options, atStart: [] });
        await this.#current.ended;
      } catch (error) {
        log.warn({ err: error }, 'the worker lost its database; starting it again');
      }
      if (this.#current) end(this.#current);
      this.#current = null;
      await wait(RESTART_MS, undefined, { signal: this.#stopping.signal }).catch(nothing);
    }
  }

  async #watch(): Promise<void> {
    const { pool, log } = this.#options;
    try {
      await this.#current?.life.hold();
      const dead = await freeDeadWorkers(pool);
      if (dead > 0) log.warn({ dead }, 'freed the jobs of workers that had died');
    } catch (error) {
      log.warn({ err: error }, 'could not look for dead workers; trying again');
    }
  }

  async check(): Promise<void> {
    if (this.#current === null || this.#current.isEnding())
      throw new TransientFault('worker-stopped', 'the worker is being started again');
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#watching) clearInterval(this.#watching);
    // Settles `ended` when the jobs under way are done.
    this.#current?.runner.stop().catch(nothing);
    await this.#ended;
  }
}

export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const supervisor = new Supervisor(options);
  await supervisor.start();
  return supervisor;
}
