// Answers remembered with their ETag: asking again without a change costs no rate limit (304). Bounded, and only a shortcut:
// losing it means asking in full once.

import { statusOf } from './faults.ts';

const ENTRIES = 1_000;

export interface Tagged<T> {
  readonly etag: string | undefined;
  readonly value: T;
}

/** What GitHub gives of a list at once, when asked for the most. */
export const PAGE = 100;

/**
 * Every page is asked for under an ETag of its own. Of an open list what was closed is gone, and that the first page changes with it
 * is only because GitHub repeats in each item how many are open.
 */
export async function eachPage<T>(
  pages: Remembered<readonly T[]>,
  key: string,
  ask: (page: number, headers: Record<string, string>) => Promise<Tagged<readonly T[]>>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const some = await pages.read(`${key}#${page}`, (headers) => ask(page, headers));
    all.push(...some);
    if (some.length < PAGE) return all;
  }
}

export class Remembered<T> {
  readonly #entries = new Map<string, { etag: string; value: T }>();

  async read(key: string, ask: (headers: Record<string, string>) => Promise<Tagged<T>>): Promise<T> {
    const known = this.#entries.get(key);
    try {
      const { etag, value } = await ask(known ? { 'if-none-match': known.etag } : {});
      this.#remember(key, etag, value);
      return value;
    } catch (error) {
      if (known && statusOf(error) === 304) return known.value;
      throw error;
    }
  }

  #remember(key: string, etag: string | undefined, value: T): void {
    this.#entries.delete(key);
    if (etag === undefined) return;
    const oldest = this.#entries.keys().next().value;
    if (this.#entries.size >= ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(key, { etag, value });
  }
}
