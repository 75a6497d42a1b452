// Runs jobs with Graphile Worker on our PostgreSQL, for as long as the process lives: a pool whose database went away is started
// again, and the jobs of processes that died are freed (lives.ts).

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
import { freeDeadWorkers, Life } from './lives.ts';

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
  /** Aborted, with the reason, when a newer version has taken over: no more jobs are taken, ever. */
  readonly superseded: AbortSignal;
  readonly log: Log;
}

/** How often dead workers are looked for. */
const WATCH_MS = 5_000;
/** More often at first: a pool that starts often follows one that just died, whose jobs may be freed after seconds (lives.ts). */
const WATCH_FIRST_MS = 500;
const FIRST_MS = 6_000;
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

function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    // Every job's start and end is Graphile's "info"; ours are told by the spine, with trace ids. Its messages carry whole
    // stacks; the error itself says the same through our own serializer.
    const to = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug';
    const [line = ''] = message.split('\n', 1);
    log[to]({ err: meta?.error }, line.slice(0, 200));
  });
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
    this.#watchFrom(performance.now());
    const { superseded } = this.#options;
    if (superseded.aborted) this.#retire();
    else superseded.addEventListener('abort', () => this.#retire(), { once: true });
  }

  /** Its sessions are gone and get no others, so what is under way fails there, and the newer process frees it (lives.ts). */
  #retire(): void {
    const { log, superseded } = this.#options;
    log.warn({ err: superseded.reason }, 'a newer version has taken over; this process takes no more jobs');
    this.#stopping.abort();
    if (this.#watching) clearTimeout(this.#watching);
    if (this.#current) end(this.#current);
  }

  #watchFrom(start: number): void {
    if (this.#watching) clearTimeout(this.#watching);
    if (this.#stopping.signal.aborted) return;
    const wait = performance.now() < start + FIRST_MS ? WATCH_FIRST_MS : WATCH_MS;
    const watching = setTimeout(async () => {
      await this.#watch();
      // Not when another began meanwhile.
      if (this.#watching === watching) this.#watchFrom(start);
    }, wait);
    this.#watching = watching;
  }

  async #keepAlive(): Promise<void> {
    const { log } = this.#options;
    while (!this.#stopping.signal.aborted) {
      try {
        if (this.#current === null) {
          this.#current = await startRun({ ...this.#options, atStart: [] });
          this.#watchFrom(performance.now());
        }
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
    this.#options.superseded.throwIfAborted();
    if (this.#current === null || this.#current.isEnding())
      throw new TransientFault('worker-stopped', 'the worker is being started again');
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#watching) clearTimeout(this.#watching);
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
