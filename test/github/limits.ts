// GitHub's rate limits: so many requests an hour, so many at once, so many writes a minute. Numbers are GitHub's documented
// ones; any of them may be set to null to switch that limit off (a benchmark does).

import { ApiError } from './api/route.ts';

export type LimitSettings = {
  perHour: number | null; // primary; answers that are 304 do not count
  concurrent: number | null;
  pointsPerMinute: number | null; // GET is 1 point, anything else 5
  contentPerMinute: number | null; // writes that notify people, as GitHub's description marks them
  contentPerHour: number | null;
};

export const githubLimits: LimitSettings = {
  perHour: 5_000,
  concurrent: 100,
  pointsPerMinute: null, // 900 on GitHub; off by default, because tests do in a second what takes a team a day
  contentPerMinute: 80,
  contentPerHour: 500,
};

export const noLimits: LimitSettings = {
  perHour: null,
  concurrent: null,
  pointsPerMinute: null,
  contentPerMinute: null,
  contentPerHour: null,
};

const hour = 3_600_000;
const minute = 60_000;

class Window {
  used = 0;
  resetsAt = 0;
  readonly #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  roll(now: number): void {
    if (now < this.resetsAt) return;
    this.used = 0;
    this.resetsAt = now + this.#length;
  }
}

type Bucket = {
  primary: Window;
  points: Window;
  contentMinute: Window;
  contentHour: Window;
  underWay: number;
};

export class Limits {
  settings: LimitSettings;
  readonly #buckets = new Map<string, Bucket>();
  readonly #clock: () => Date;

  constructor(settings: LimitSettings, clock: () => Date) {
    this.settings = settings;
    this.#clock = clock;
  }

  #bucket(name: string): Bucket {
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      const content = { contentMinute: new Window(minute), contentHour: new Window(hour) };
      bucket = { primary: new Window(hour), points: new Window(minute), ...content, underWay: 0 };
      this.#buckets.set(name, bucket);
    }
    const now = this.#clock().getTime();
    for (const window of [bucket.primary, bucket.points, bucket.contentMinute, bucket.contentHour])
      window.roll(now);
    return bucket;
  }

  /** Counts a request in, or throws the refusal GitHub would give. Call the result when the answer is out. */
  enter(name: string, request: { write: boolean; notifies: boolean }): () => void {
    const bucket = this.#bucket(name);
    const { settings } = this;
    if (over(bucket.primary.used, settings.perHour)) throw this.#primaryRefusal(bucket);
    const points = request.write ? 5 : 1;
    if (over(bucket.underWay, settings.concurrent)) throw secondaryRefusal(1);
    if (over(bucket.points.used + points - 1, settings.pointsPerMinute)) throw this.#wait(bucket.points);
    if (request.notifies && over(bucket.contentMinute.used, settings.contentPerMinute))
      throw this.#wait(bucket.contentMinute);
    if (request.notifies && over(bucket.contentHour.used, settings.contentPerHour))
      throw this.#wait(bucket.contentHour);
    bucket.primary.used += 1;
    bucket.points.used += points;
    if (request.notifies) {
      bucket.contentMinute.used += 1;
      bucket.contentHour.used += 1;
    }
    bucket.underWay += 1;
    return () => {
      bucket.underWay -= 1;
    };
  }

  /** A conditional request that found nothing new costs nothing. */
  refund(name: string): void {
    this.#bucket(name).primary.used -= 1;
  }

  headers(name: string): { [name: string]: string } {
    const { limit, remaining, reset, used } = this.state(name);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-used': String(used),
      'x-ratelimit-resource': name.endsWith(' graphql') ? 'graphql' : 'core',
    };
  }

  state(name: string): { limit: number; remaining: number; reset: number; used: number } {
    const { primary } = this.#bucket(name);
    const limit = this.settings.perHour ?? 5_000;
    const used = this.settings.perHour === null ? 0 : Math.min(primary.used, limit);
    return { limit, remaining: limit - used, reset: Math.ceil(primary.resetsAt / 1000), used };
  }

  #primaryRefusal(bucket: Bucket): ApiError {
    const reset = String(Math.ceil(bucket.primary.resetsAt / 1000));
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    return new ApiError(403, 'API rate limit exceeded for installation.', { headers });
  }

  #wait(window: Window): ApiError {
    return secondaryRefusal(Math.max(Math.ceil((window.resetsAt - this.#clock().getTime()) / 1000), 1));
  }
}

function over(used: number, limit: number | null): boolean {
  return limit !== null && used >= limit;
}

export function secondaryRefusal(retryAfterSeconds: number, status: 403 | 429 = 403): ApiError {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return new ApiError(status, message, { headers: { 'retry-after': String(retryAfterSeconds) } });
}
