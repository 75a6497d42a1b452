// How much one installation may ask and write in any minute, and say in any hour. Refuses instead of waiting: the job queue waits,
// where it can be seen, where it survives a restart, and where it holds no worker. (Octokit's throttle waits, and its timers cost
// each write 15 ms.) The last of each minute is for checks that turn green: whoever may merge now does not wait behind a thousand
// others whose check says something new.

import { TransientFault } from '../../core/faults.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** GitHub's points in a minute, and what a read and a write cost (github-facts 4). */
const POINTS = 900;
const READ = 1;
const WRITE = 5;
/** Of them for checks that turn green: twenty a minute, beside anything else. */
const FOR_GREEN = 100;
/** Comments, reactions, issues, reviews: GitHub's limits for content, by the minute and by the hour (github-facts 4). */
const CONTENT = 80;
const CONTENT_HOURLY = 500;

export interface Call {
  readonly method: string;
  /** With or without its parameters filled in. */
  readonly url: string;
  /** Whether it makes a check green. */
  readonly green?: boolean;
  /** What is written, such as a commit's check: who is refused for it again keeps the turn that was promised. */
  readonly target?: string;
}

interface Taken {
  readonly at: number;
  readonly points: number;
}

interface Promised extends Taken {
  readonly target: string | null;
}

/** At most so much in any time of this length. */
class Window {
  readonly #length: number;
  /** What was taken and when, oldest first. */
  readonly #taken: Taken[] = [];
  /** What was promised to those who were refused, and for when, the earliest first: none of it is before what was taken. */
  #promised: readonly Promised[] = [];
  #sum = 0;

  constructor(length: number) {
    this.#length = length;
  }

  /** Milliseconds until no more than so much is taken; 0 when that is so now. */
  wait(most: number, now: number): number {
    this.#forget(now - this.#length);
    let left = this.#sum;
    for (const { at, points } of this.#taken) {
      if (left <= most) return 0;
      left -= points;
      if (left <= most) return at + this.#length - now;
    }
    return 0;
  }

  /** As `wait`, behind all who were told to wait before: a thousand who come back at once would only be refused again. */
  turn(most: number, points: number, target: string | null, now: number): number {
    // Whoever had that turn is there by now.
    this.#promised = this.#promised.filter(({ at }) => at > now);
    const before = target && this.#promised.find((one) => one.target === target);
    if (before) return before.at - now;
    const from = this.#promised.at(-1)?.at ?? now;
    const all = [...this.#taken, ...this.#promised].filter(({ at }) => at > from - this.#length);
    let left = all.reduce((sum, one) => sum + one.points, 0);
    let at = from;
    for (const one of all) {
      if (left <= most) break;
      left -= one.points;
      at = one.at + this.#length;
    }
    this.#promised = [...this.#promised, { at, points, target }];
    return at - now;
  }

  /** Whoever comes early needs the promise no more. */
  take(points: number, now: number, target: string | null = null): void {
    if (target !== null) this.#promised = this.#promised.filter((one) => one.target !== target);
    this.#taken.push({ at: now, points });
    this.#sum += points;
  }

  #forget(before: number): void {
    const kept = this.#taken.findIndex(({ at }) => at > before);
    const gone = this.#taken.splice(0, kept < 0 ? this.#taken.length : kept);
    for (const { points } of gone) this.#sum -= points;
  }
}

/** Creating one of these tells people. Checks tell nobody. */
const isContent = ({ method, url }: Call): boolean =>
  method === 'POST' && /\/(comments|reactions|replies|reviews|issues|pulls)$/.test(url);

/** Tokens have a limit of their own, far from ours. */
const isPaced = ({ url }: Call): boolean => !url.endsWith('/access_tokens');

/** GraphQL is only ever asked, never told. Its own limit is higher; counted here it stays below both. */
const pointsOf = ({ method, url }: Call): number =>
  method === 'GET' || method === 'HEAD' || url.endsWith('/graphql') ? READ : WRITE;

/** One installation's pace. */
export class Pace {
  readonly #points = new Window(MINUTE_MS);
  readonly #content = new Window(MINUTE_MS);
  readonly #contentHourly = new Window(HOUR_MS);
  readonly #most: { readonly points: number; readonly content: number; readonly contentHourly: number };

  /** @param perMinute another limit for all that is written, for a GitHub that has none. */
  constructor(perMinute?: number) {
    this.#most = {
      points: perMinute === undefined ? POINTS : perMinute * WRITE,
      content: perMinute ?? CONTENT,
      contentHourly: perMinute === undefined ? CONTENT_HOURLY : perMinute * 60,
    };
  }

  /** Throws TransientFault when it would be too much. */
  enter(call: Call, now = performance.now()): void {
    if (!isPaced(call)) return;
    const wait = this.#wait(call, now);
    if (wait > 0) {
      const seconds = Math.ceil(Math.max(wait, this.#turn(call, now)) / 1000);
      throw new TransientFault('github-pace', 'as much was asked as GitHub takes for now', seconds);
    }
    this.#points.take(pointsOf(call), now, call.target);
    if (!isContent(call)) return;
    this.#content.take(1, now);
    this.#contentHourly.take(1, now);
  }

  /** Checks that turn green wait for nobody's turn, nor do questions, on which they may depend. */
  #turn(call: Call, now: number): number {
    const points = pointsOf(call);
    if (call.green || points === READ) return 0;
    return this.#points.turn(this.#most.points - FOR_GREEN - points, points, call.target ?? null, now);
  }

  #wait(call: Call, now: number): number {
    const { points, content, contentHourly } = this.#most;
    const open = call.green ? points : points - FOR_GREEN;
    const wait = this.#points.wait(open - pointsOf(call), now);
    if (!isContent(call)) return wait;
    return Math.max(
      wait,
      this.#content.wait(content - 1, now),
      this.#contentHourly.wait(contentHourly - 1, now),
    );
  }
}
