// Several decisions about one pod in one transaction: each sees what those before it decided, all are written by one statement and
// committed together. It ends early, at the first decision after which the pod has to be read again.

import type pg from 'pg';
import type { InstallationId } from '../../core/ids.ts';
import { sameItem } from '../../core/wip/items.ts';
import type { Change, Claim, HeldPods, Known } from '../../ports/ledger.ts';
import { changeText, WRITE, type Written } from './change.ts';
import { depthOf } from './depths.ts';
import { forwarded } from './forward.ts';
import { heldPods } from './held.ts';
import { readKnown } from './known.ts';
import type { PodRows } from './lock-rows.ts';
import { type Locked, type LockedPod, lockPods } from './pods.ts';
import { inSession, type Session } from './tenant.ts';

/** A claim for one pull request in one pod, and what is to be done while that is held. */
export interface Attempt {
  readonly claim: Claim & { readonly own: NonNullable<Claim['own']> };
  readonly work: (held: HeldPods) => Promise<unknown>;
}

/** How one ended: with its value, or with what it threw before it wrote anything. */
export type Ending = { readonly value: unknown } | { readonly error: unknown };

/** So many are written while the next are decided: by then PostgreSQL would only wait. */
const MEANWHILE = 4;

/** It cannot be done together: everybody is to do it alone. */
class NotTogether extends Error {}

interface Taken {
  /** Null when it ended without one. */
  readonly change: Change | null;
  readonly ending: Promise<Ending>;
  readonly answer: PromiseWithResolvers<number>;
}

interface Pod extends PodRows {
  readonly locked: Locked;
  readonly only: LockedPod;
  readonly whole: number;
}

class Group {
  readonly #session: Session;
  readonly #tenant: InstallationId;
  #pod: Pod;
  #unwritten: Taken[] = [];
  readonly #written: { taken: readonly Taken[]; written: Promise<readonly number[]> }[] = [];
  readonly #endings: Promise<Ending>[] = [];

  constructor(session: Session, tenant: InstallationId, pod: Pod) {
    this.#session = session;
    this.#tenant = tenant;
    this.#pod = pod;
  }

  /** True when the next can go on from here. */
  async take({ claim, work }: Attempt, known: Known, others: readonly Attempt[]): Promise<boolean> {
    const asked = this.#session.asked;
    const taken = await this.#begin(claim, known, work);
    this.#endings.push(taken.ending);
    if (taken.change === null) {
      // What it wrote by itself cannot be taken back alone.
      if ('error' in (await taken.ending) && this.#session.asked > asked) throw new NotTogether();
      return true;
    }
    this.#unwritten.push(taken);
    const write = (): void => this.#write((text) => this.#session.rows<Written>(WRITE, [text]));
    this.#session.ahead = write;
    if (this.#unwritten.length >= MEANWHILE) {
      this.#session.ahead = null;
      write();
      this.#session.flush();
    }
    return this.#goOn(taken.change, known, others);
  }

  /** Nobody hears of it before everything is committed. */
  async commit(): Promise<readonly Ending[]> {
    if (this.#unwritten.length === 0) await this.#session.end('COMMIT');
    else this.#write((text) => this.#session.last<Written>(WRITE, [text]));
    const all = await Promise.all(this.#written.map(({ written }) => written));
    for (const [batch, { taken }] of this.#written.entries())
      for (const [index, { answer }] of taken.entries()) answer.resolve(all[batch]?.[index] ?? 0);
    return Promise.all(this.#endings);
  }

  async #begin(claim: Claim, known: Known, work: Attempt['work']): Promise<Taken> {
    const { locked, only, whole, rows, waiting } = this.#pod;
    const holding = { locked, known, read: { key: only.key, whole, pod: { rows, waiting } } };
    const asks = Promise.withResolvers<Change>();
    const answer = Promise.withResolvers<number>();
    const held = heldPods(this.#session, this.#tenant, holding, claim, (change) => {
      asks.resolve(change);
      return answer.promise;
    });
    const ending = work(held).then(
      (value): Ending => ({ value }),
      (error: unknown): Ending => ({ error }),
    );
    const change = await Promise.race([asks.promise, ending.then(() => null)]);
    return { change, ending, answer };
  }

  #write(send: (text: string) => Promise<readonly Written[]>): void {
    const { locked } = this.#pod;
    const taken = this.#unwritten.splice(0);
    const changes = taken.flatMap(({ change }) => change ?? []);
    const text = changeText(this.#tenant, { pods: 1, now: locked.lockedAt }, changes);
    const written = send(text).then(([row]) => row?.written ?? []);
    // Told by `commit`.
    written.catch(() => undefined);
    this.#written.push({ taken, written });
  }

  /** Unless the pod has to be read again, or what was read of somebody who comes later. */
  #goOn(change: Change, known: Known, others: readonly Attempt[]): boolean {
    const { locked, only, whole, ...before } = this.#pod;
    const after = forwarded(before, only, known, change, locked.lockedAt);
    if (after === null) return false;
    this.#pod = { locked, only, whole, ...after };
    return !change.checks.some((check) => others.some(({ claim }) => sameItem(claim.own, check)));
  }
}

/** Locks the pod that all of them ask in, and reads what is known of each, in one round trip. */
async function begin(
  session: Session,
  tenant: InstallationId,
  attempts: readonly Attempt[],
): Promise<{ readonly group: Group; readonly known: readonly Known[] }> {
  const keys = attempts[0]?.claim.keys ?? [];
  const key = keys[0]?.key ?? null;
  const whole = depthOf(tenant, key);
  const own = attempts.map(({ claim }) => claim.own);
  const [locked, { known, pod }] = await Promise.all([
    lockPods(session, { keys, ids: [] }, own),
    readKnown(session, tenant, own, key, whole),
  ]);
  const [only, ...more] = locked.pods;
  // It is new, or one of them stands in others too.
  if (only?.key !== key || more.length > 0) throw new NotTogether();
  return { group: new Group(session, tenant, { locked, only, whole, ...pod }), known };
}

/** Returns how they ended, in order; those who are `left` have not begun. All ask in the same pod, each for another pull request. */
export function together(
  pool: pg.Pool,
  tenant: InstallationId,
  attempts: readonly Attempt[],
): Promise<{ readonly endings: readonly Ending[]; readonly left: number }> {
  return inSession(pool, tenant, async (session) => {
    const { group, known } = await begin(session, tenant, attempts);
    let count = 0;
    for (let goesOn = true; goesOn && count < attempts.length; count += 1) {
      const [attempt, subject] = [attempts[count], known[count]];
      if (!attempt || !subject) break;
      goesOn = await group.take(attempt, subject, attempts.slice(count + 1));
    }
    return { endings: await group.commit(), left: attempts.length - count };
  });
}
