// Who waits for the same pod in this process is served together: one lock, one commit to the disk, and one connection instead of one
// each. Whoever comes first does not wait for others; those who come while it is under way are the next.

import { setImmediate } from 'node:timers/promises';
import { TransientFault } from '../../core/faults.ts';
import { itemKey } from '../../core/wip/items.ts';
import type { Attempt, Ending } from './group.ts';
import { PodsMoved } from './pods.ts';
import { asFault } from './tenant.ts';

/** Others, in other processes, wait for the pod as long as all of them take. */
const MOST = 16;

interface Waiting extends Attempt {
  readonly answer: PromiseWithResolvers<unknown>;
}

export interface Ways {
  alone(attempt: Attempt): Promise<unknown>;
  together(
    attempts: readonly Attempt[],
  ): Promise<{ readonly endings: readonly Ending[]; readonly left: number }>;
}

export class Gathering {
  /** By pod. There is one for as long as somebody is being served. */
  readonly #lines = new Map<string, Waiting[]>();

  /** `key` names the pod, and in which tenant. */
  hold(key: string, attempt: Attempt, ways: Ways): Promise<unknown> {
    const waiting = { ...attempt, answer: Promise.withResolvers<unknown>() };
    const line = this.#lines.get(key);
    if (line) line.push(waiting);
    else void this.#serve(key, [waiting], ways);
    return waiting.answer.promise;
  }

  async #serve(key: string, line: Waiting[], ways: Ways): Promise<void> {
    this.#lines.set(key, line);
    while (line.length > 0) {
      const batch = next(line);
      line.unshift(...(await served(batch, ways)));
      // Those who were answered may be back at once.
      await setImmediate();
    }
    this.#lines.delete(key);
  }
}

/** Takes the first out of the line, up to a pull request that comes again: what is read of it is read once. */
function next(line: Waiting[]): readonly Waiting[] {
  const items = new Set<string>();
  for (const { claim } of line) {
    const key = itemKey(claim.own);
    if (items.size === MOST || items.has(key)) break;
    items.add(key);
  }
  return line.splice(0, items.size);
}

/** Returns those who have to be served again. Never rejects. */
async function served(batch: readonly Waiting[], { alone, together }: Ways): Promise<readonly Waiting[]> {
  const byItself = async (one: Waiting): Promise<void> =>
    alone(one).then(one.answer.resolve, one.answer.reject);
  if (batch.length < 2) {
    await Promise.all(batch.map(byItself));
    return [];
  }
  try {
    const { endings, left } = await together(batch);
    await Promise.all(endings.map((ending, index) => settle(batch[index], ending, byItself)));
    return left === 0 ? [] : batch.slice(-left);
  } catch (error) {
    // The database is away, and so it is for each. Anything else is the fault of one of them.
    if (error instanceof TransientFault) for (const one of batch) one.answer.reject(error);
    else await Promise.all(batch.map(byItself));
    return [];
  }
}

async function settle(
  one: Waiting | undefined,
  ending: Ending,
  byItself: (one: Waiting) => Promise<void>,
): Promise<void> {
  if (one === undefined) return;
  if ('value' in ending) one.answer.resolve(ending.value);
  else if (ending.error instanceof PodsMoved) await byItself(one);
  else one.answer.reject(asFault(ending.error));
}
