// `HeldPods`: the writer that exists only while the pods' rows are locked. Whoever waits for a pod waits for every round trip made
// here, so there are two where nothing is out of the ordinary: lock and read, write and commit.

import type { LastEvent } from '../../core/facts.ts';
import type { InstallationId } from '../../core/ids.ts';
import { itemKey } from '../../core/wip/items.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import type { Change, Claim, HeldPods, StoredEssence } from '../../ports/ledger.ts';
import { changeText } from './change.ts';
import { type Read, readKnown } from './known.ts';
import { wholeSteps } from './lock-rows.ts';
import { createPods, headOf, type Locked, lockPods, missingPods, podFacts, readRows } from './pods.ts';
import type { Session } from './tenant.ts';
import { createWriter } from './writer.ts';

/** Two arrays rather than a list of pairs: a statement takes at most 65,535 parameters. */
const UNNESTED = 'unnest($1::int8[], $2::int8[]) i(r, n)';
const unnested = (items: readonly ItemKey[]) => [
  items.map((item) => item.repositoryId),
  items.map((item) => item.pullNumber),
];

const ESSENCES = `SELECT repository_id::float8 AS "repositoryId", pull_number AS "pullNumber", name, head_sha AS "headSha",
    essence_hash AS "essenceHash" FROM ${UNNESTED} JOIN checks ON repository_id = i.r AND pull_number = i.n`;

async function essences(session: Session, items: readonly ItemKey[]): Promise<readonly StoredEssence[]> {
  return items.length === 0 ? [] : session.rows<StoredEssence>(ESSENCES, unnested(items));
}

const LAST_EVENTS = `SELECT repository_id::float8 AS "repositoryId", number AS "pullNumber", last_event AS event
  FROM ${UNNESTED} JOIN pulls ON repository_id = i.r AND number = i.n WHERE last_event IS NOT NULL`;

async function lastEvents(
  session: Session,
  items: readonly ItemKey[],
): Promise<ReadonlyMap<string, LastEvent>> {
  if (items.length === 0) return new Map();
  const rows = await session.rows<ItemKey & { event: LastEvent }>(LAST_EVENTS, unnested(items));
  return new Map(rows.map((row) => [itemKey(row), row.event]));
}

async function commit(
  session: Session,
  tenant: InstallationId,
  { pods, lockedAt: now }: Locked,
  change: Change,
): Promise<number> {
  const text = changeText(tenant, { pods: pods.length, now }, change);
  const [row] = await session.last<{ written: number }>('SELECT clos_commit($1::jsonb) AS written', [text]);
  return row?.written ?? 0;
}

/** How far the line of each pod was read the last time, so that the next first read is long enough. Few pods have long ones. */
const depths = new Map<string, number>();
const DEPTHS = 10_000;
const SHORTEST = 25;

function remember(key: string, whole: number): void {
  if (whole <= (depths.get(key) ?? SHORTEST)) return;
  if (depths.size >= DEPTHS) depths.clear();
  depths.set(key, whole);
}

interface Holding {
  readonly locked: Locked;
  /** Null where the claim is not made for a pull request. */
  readonly read: Read | null;
  /** The pod whose rows were read along, and how far. */
  readonly key: string | null;
  readonly whole: number;
}

/** Sent together: the second statement begins when the first has the locks. */
async function lockAndRead(session: Session, tenant: InstallationId, claim: Claim): Promise<Holding> {
  const [first, ...more] = claim.keys;
  const key = first && more.length === 0 ? first.key : null;
  const whole = depths.get(`${tenant}/${key}`) ?? SHORTEST;
  const [locked, read] = await Promise.all([
    lockPods(session, claim),
    claim.own && readKnown(session, tenant, claim.own, key, whole),
  ]);
  return { locked, read, key, whole };
}

/** New pods are created first, and everything is looked at again. */
async function hold(session: Session, tenant: InstallationId, claim: Claim): Promise<Holding> {
  const holding = await lockAndRead(session, tenant, claim);
  const missing = missingPods(claim, holding.locked);
  if (missing.length === 0) return holding;
  await createPods(session, tenant, missing);
  return lockAndRead(session, tenant, claim);
}

/** What was read along does when it is the only pod, read far enough. */
async function pods(
  session: Session,
  tenant: InstallationId,
  { locked, read, key, whole }: Holding,
  claim: Claim,
  depth: 'head' | 'all',
): ReturnType<HeldPods['pods']> {
  const head = depth === 'all' ? null : headOf(locked.pods);
  const needed = wholeSteps(head);
  const [only, ...others] = locked.pods;
  const isRead = read !== null && only?.key === key && others.length === 0;
  if (isRead && needed !== null) {
    if (needed <= whole) return podFacts(locked.pods, read.rows, claim, head);
    remember(`${tenant}/${key}`, needed);
  }
  return podFacts(locked.pods, await readRows(session, locked.pods, claim.own, head), claim, head);
}

export async function holdPods(session: Session, tenant: InstallationId, claim: Claim): Promise<HeldPods> {
  const holding = await hold(session, tenant, claim);
  return {
    ...createWriter(session.tx, tenant),
    lockedAt: holding.locked.lockedAt,
    known: holding.read?.known ?? null,
    pods: (depth) => pods(session, tenant, holding, claim, depth),
    essences: (items) => essences(session, items),
    lastEvents: (items) => lastEvents(session, items),
    commit: (change) => commit(session, tenant, holding.locked, change),
  };
}
