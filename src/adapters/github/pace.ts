// How much one installation may write in any minute, and say in any hour. Refuses instead of waiting: the job queue waits, where it
// can be seen, where it survives a restart, and where it holds no worker. (Octokit's throttle waits, and its timers cost each write 15 ms.)

import { TransientFault } from '../../core/faults.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** 900 points a minute and endpoint, a write costs 5 (github-facts 4). */
const WRITES = 180;
/** Comments, reactions, issues, reviews: GitHub's limits for content, by the minute and by the hour (github-facts 4). */
const CONTENT = 80;
const CONTENT_HOURLY = 500;

/** At most so many in any time of this length. */
class Window {
  readonly #limit: number;
  readonly #length: number;
  /** When the last ones were taken, oldest first. */
  #taken: number[] = [];

  constructor(limit: number, length = MINUTE_MS) {
    this.#limit = limit;
    this.#length = length;
  }

  /** Milliseconds until one is free; 0 when one is free now. */
  wait(now: number): number {
    const first = this.#taken.findIndex((at) => at > now - this.#length);
    this.#taken = first < 0 ? [] : this.#taken.slice(first);
    const oldest = this.#taken[this.#taken.length - this.#limit];
    return oldest === undefined ? 0 : oldest + this.#length - now;
  }

  take(now: number): void {
    this.#taken.push(now);
  }
}

/** Creating one of these tells people. */
const isContent = (method: string, url: string): boolean =>
  method === 'POST' && /\/(comments|reactions|replies|reviews|issues|pulls)$/.test(url);

/** GraphQL is only ever asked, never told. */
const isWrite = (method: string, url: string): boolean =>
  method !== 'GET' && method !== 'HEAD' && !/\/(access_tokens|graphql)$/.test(url);

/** One installation's pace. */
export class Pace {
  readonly #writes: Window;
  readonly #content: Window;
  readonly #contentHourly: Window;

  /** @param perMinute another limit for all of it, for a GitHub that has none. */
  constructor(perMinute?: number) {
    this.#writes = new Window(perMinute ?? WRITES);
    this.#content = new Window(perMinute ?? CONTENT);
    this.#contentHourly = new Window((perMinute ?? 0) * 60 || CONTENT_HOURLY, HOUR_MS);
  }

  /** @param url with or without its parameters filled in. Throws TransientFault when it would be too much. */
  enter(method: string, url: string, now = performance.now()): void {
    if (!isWrite(method, url)) return;
    const windows = isContent(method, url)
      ? [this.#writes, this.#content, this.#contentHourly]
      : [this.#writes];
    const wait = Math.max(...windows.map((window) => window.wait(now)));
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1000);
      throw new TransientFault('github-pace', 'as much was written as GitHub takes for now', seconds);
    }
    for (const window of windows) window.take(now);
  }
}
