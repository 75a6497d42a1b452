// `HeldPods`: the writer that exists only while the pods' rows are locked. Whoever waits for a pod waits for every round trip made
// here, so there are two where nothing is out of the ordinary: lock and read, write and commit.

import type { LastEvent } from '../../core/facts.ts';
import type { InstallationId } from '../../core/ids.ts';
import { itemKey } from '../../core/wip/items.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import type { Claim, HeldPods, Known, StoredEssence } from '../../ports/ledger.ts';
import { changeText, WRITE, type Written } from './change.ts';
import { depthOf, rememberDepth } from './depths.ts';
import { readKnown } from './known.ts';
import { type PodRows, wholeSteps } from './lock-rows.ts';
import {
  createPods,
  headOf,
  type Locked,
  lockPods,
  missingPods,
  ownIn,
  ownValues,
  podFacts,
  readRows,
} from './pods.ts';
import type { Session } from './tenant.ts';
import { createWriter } from './writer.ts';

/** Two arrays rather than a list of pairs: a statement takes at most 65,535 parameters. */
const UNNESTED = 'unnest($1::int8[], $2::int4[]) i(r, n)';

const ESSENCES = `SELECT repository_id::float8 AS "repositoryId", pull_number AS "pullNumber", name, head_sha AS "headSha",
    essence_hash AS "essenceHash" FROM ${UNNESTED} JOIN checks ON repository_id = i.r AND pull_number = i.n`;

async function essences(session: Session, items: readonly ItemKey[]): Promise<readonly StoredEssence[]> {
  return items.length === 0 ? [] : session.rows<StoredEssence>(ESSENCES, ownValues(items));
}

const LAST_EVENTS = `SELECT repository_id::float8 AS "repositoryId", number AS "pullNumber", last_event AS event
  FROM ${UNNESTED} JOIN pulls ON repository_id = i.r AND number = i.n WHERE last_event IS NOT NULL`;

async function lastEvents(
  session: Session,
  items: readonly ItemKey[],
): Promise<ReadonlyMap<string, LastEvent>> {
  if (items.length === 0) return new Map();
  const rows = await session.rows<ItemKey & { event: LastEvent }>(LAST_EVENTS, ownValues(items));
  return new Map(rows.map((row) => [itemKey(row), row.event]));
}

/** Pods that are locked, and what was read along. */
export interface Holding {
  readonly locked: Locked;
  /** Null where the claim is not made for a pull request. */
  readonly known: Known | null;
  /** Rows of the pod `key`, which may be the only one that is locked; `whole`: how far its line was read. */
  readonly read: { readonly key: string | null; readonly whole: number; readonly pod: PodRows } | null;
}

/** Sent together: the second statement begins when the first has the locks. */
async function lockAndRead(session: Session, tenant: InstallationId, claim: Claim): Promise<Holding> {
  const [first, ...more] = claim.keys;
  const key = first && more.length === 0 ? first.key : null;
  const whole = depthOf(tenant, key);
  const own = ownIn(claim);
  const [locked, read] = await Promise.all([
    lockPods(session, claim, own),
    claim.own && readKnown(session, tenant, own, key, whole),
  ]);
  return { locked, known: read?.known[0] ?? null, read: read && { key, whole, pod: read.pod } };
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
  { locked, read }: Holding,
  claim: Claim,
  depth: 'head' | 'all',
): ReturnType<HeldPods['pods']> {
  const head = depth === 'all' ? null : headOf(locked.pods);
  const needed = wholeSteps(head);
  const [only, ...others] = locked.pods;
  if (needed !== null && read !== null && only?.key === read.key && others.length === 0) {
    if (needed <= read.whole) return podFacts(locked.pods, new Map([[only.id, read.pod]]), claim, head);
    rememberDepth(tenant, read.key, needed);
  }
  return podFacts(locked.pods, await readRows(session, locked.pods, ownIn(claim), head), claim, head);
}

/** `commit` is whoever's who ends the transaction. */
export function heldPods(
  session: Session,
  tenant: InstallationId,
  holding: Holding,
  claim: Claim,
  commit: HeldPods['commit'],
): HeldPods {
  return {
    ...createWriter(session.tx, tenant),
    lockedAt: holding.locked.lockedAt,
    known: holding.known,
    pods: (depth) => pods(session, tenant, holding, claim, depth),
    essences: (items) => essences(session, items),
    lastEvents: (items) => lastEvents(session, items),
    commit,
  };
}

export async function holdPods(session: Session, tenant: InstallationId, claim: Claim): Promise<HeldPods> {
  const holding = await hold(session, tenant, claim);
  return heldPods(session, tenant, holding, claim, async (change) => {
    const { locked } = holding;
    const text = changeText(tenant, { pods: locked.pods.length, now: locked.lockedAt }, [change]);
    const [row] = await session.last<Written>(WRITE, [text]);
    return row?.written[0] ?? 0;
  });
}
