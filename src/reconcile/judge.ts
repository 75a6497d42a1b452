// One cycle: the newest facts, the pods locked, one decision, one commit. What one decision needs and writes is one
// transaction, so a crash anywhere leaves either nothing or everything, the delivery of checks included (as jobs).

import { decide, survey } from '../core/decide.ts';
import type { Decision } from '../core/decision.ts';
import type { DesiredCheck } from '../core/effect.ts';
import type { Facts, LastEvent, PullFacts } from '../core/facts.ts';
import { TransientFault } from '../core/faults.ts';
import { freshness } from '../core/freshness.ts';
import type { InstallationId, Sha, TraceId } from '../core/ids.ts';
import { askedAt } from '../core/wip/attempt.ts';
import { itemKey, sameItem } from '../core/wip/items.ts';
import type { ItemKey } from '../core/wip/model.ts';
import type { Order } from '../core/wip/orders.ts';
import type {
  Change,
  DeliveryOutcome,
  HeldPods,
  Job,
  RenderedCheck,
  StoredEssence,
  StoredPull,
  StoredRepository,
} from '../ports/ledger.ts';
import { assertSamePods, claimOf, filesOf, ownPod } from './claims.ts';
import { gateJob } from './gates/job.ts';
import { essenceHash, rendered } from './rendered.ts';
import { type Cause, type Place, type Spine, traceOf } from './spine.ts';

/** The pull request as last looked at. `read`: asked of GitHub just now, which settles equal seconds. */
export interface Look {
  readonly pull: PullFacts;
  readonly read: boolean;
}

/** Two different looks carry the same second: GitHub has to be asked which one holds. */
export class AmbiguousLook extends TransientFault {
  constructor() {
    super('ambiguous-look', 'two different states of the pull request carry the same second');
  }
}

export interface Judgement {
  readonly cause: Cause;
  /** Write the check even if it did not change. */
  readonly force: boolean;
  readonly finish: readonly DeliveryOutcome[];
  /** What people ordered about it, permissions already looked up. */
  readonly orders?: readonly Order[];
  /** A person worked on it just now. */
  readonly activity?: boolean;
  /** False where nothing changed that its gates could ask about: they are not looked at. */
  readonly gates?: boolean;
  /** What else is written in the same transaction, with the decision as data; null when nothing could be decided. */
  readonly alongside?: (held: HeldPods, decision: Decision | null) => Promise<void>;
}

function choose(stored: StoredPull | null, look: Look): PullFacts {
  const order = freshness(stored?.facts ?? null, look.pull);
  if (order === 'ambiguous' && !look.read) throw new AmbiguousLook();
  // A read older than what we know came from a replica that lags behind.
  return order === 'older' && stored ? stored.facts : look.pull;
}

async function access(held: HeldPods, repository: StoredRepository | null): Promise<Facts['access']> {
  const installation = held.known ? held.known.installation : await held.installation();
  if (installation?.status === 'suspended') return 'suspended';
  return installation?.status === 'active' && repository?.status === 'active' ? 'active' : 'lost';
}

/** Null when the repository is not known (any more), so that nothing can be decided. */
export async function factsOf(
  held: HeldPods,
  place: Place,
  repository: StoredRepository | null,
  pull: PullFacts | null,
  given: Pick<Facts, 'askedAt' | 'orders' | 'activity' | 'wasOpen'>,
  depth: 'head' | 'all',
): Promise<Facts | null> {
  if (!repository?.configuration) return null;
  const { id, owner, name, defaultBranch, configuration, visibility } = repository;
  const pods = await held.pods(depth);
  return {
    ...given,
    now: held.lockedAt,
    installationId: place.installation,
    access: await access(held, repository),
    repository: { id, owner, name, defaultBranch, ...(visibility === undefined ? {} : { visibility }) },
    pull,
    configuration,
    pods,
    entitlements: held.known?.entitlements ?? [],
  };
}

const itemOf = (place: Place, pull: PullFacts): ItemKey => ({
  repositoryId: place.repositoryId,
  pullNumber: pull.number,
});

const BY_ITSELF = { askedAt: null, orders: [], activity: false, wasOpen: false } as const;

const sameAs = (one: Omit<StoredEssence, 'essenceHash'>, hash: string): string =>
  `${itemKey(one)}/${one.name}/${one.headSha}/${hash}`;

/** Whether it is about the pull request of the claim, of which everything was read at once. */
const isSubject = ({ known }: HeldPods, item: ItemKey): boolean =>
  known !== null && sameItem(known.item, item);

/**
 * Those checks that would say something new; all when they are forced. What thousands of waiters read mostly stays as it is, and
 * rendering each to find that out would hold the pod for seconds.
 */
async function changed(held: HeldPods, decision: Decision, force: boolean): Promise<readonly DesiredCheck[]> {
  if (force) return decision.checks;
  const others = await held.essences(decision.checks.filter((check) => !isSubject(held, check)));
  const said = new Set(
    [...(held.known?.essences ?? []), ...others].map((one) => sameAs(one, one.essenceHash)),
  );
  return decision.checks.filter((check) => !said.has(sameAs(check, essenceHash(check))));
}

/** With the last event of the pull request each stands on; the subject's is the one that led here. */
async function render(
  held: HeldPods,
  wanted: readonly DesiredCheck[],
  { event, trace }: { readonly event: LastEvent; readonly trace: TraceId },
): Promise<RenderedCheck[]> {
  const seen = await held.lastEvents(wanted.filter((check) => !isSubject(held, check)));
  return wanted.map((check) => {
    const lastEvent = isSubject(held, check) ? event : (seen.get(itemKey(check)) ?? null);
    return {
      repositoryId: check.repositoryId,
      pullNumber: check.pullNumber,
      name: check.name,
      headSha: check.headSha,
      onlyIfShown: check.onlyIfShown !== undefined,
      ...rendered(check, { now: held.lockedAt, lastEvent, traceId: trace }),
    };
  });
}

export interface Committed {
  readonly decision: Decision;
  readonly written: number;
}

/** Writes one decision: rows, checks with their delivery jobs, audit, and the deliveries it answers. */
async function commit(
  spine: Spine,
  held: HeldPods,
  decision: Decision,
  pull: Change['pull'],
  { cause, force, finish, alongside }: Judgement,
  more: readonly Job[] = [],
): Promise<Committed> {
  const trace = traceOf(cause);
  const wanted = await changed(held, decision, force);
  const checks = await render(held, wanted, { event: cause.event, trace });
  await alongside?.(held, decision === NOTHING ? null : decision);
  await spine.failpoint('before-commit');
  const delaySeconds = spine.refreshDelaySeconds;
  const refreshes = decision.refreshPods.map((podId): Job => ({ task: 'refresh', podId, delaySeconds }));
  const jobs = [...refreshes, ...more];
  const written = await held.commit({ trace, pull, decision, checks, force, jobs, finish });
  return { decision, written };
}

/** A commit that other pull requests share shows the answer of all of them, so it is told when one comes or goes. */
function sharedHeads(before: PullFacts | null, now: PullFacts): readonly Sha[] {
  if (before?.state === now.state && before.headSha === now.headSha) return [];
  return [...new Set([before?.headSha ?? now.headSha, now.headSha])];
}

/** Where nothing could be decided. */
const NOTHING: Decision = {
  transitions: [],
  podChanges: [],
  checks: [],
  audit: [],
  refreshPods: [],
  wantsWholeLine: false,
};

/** The head of each line is enough, except where its rules pass over many who do not fit. */
async function decideWith(load: (depth: 'head' | 'all') => Promise<Facts | null>): Promise<Decision | null> {
  const facts = await load('head');
  if (facts === null) return null;
  const decision = decide(facts);
  if (!decision.wantsWholeLine) return decision;
  const whole = await load('all');
  return whole && decide(whole);
}

/** Judges one pull request. Throws AmbiguousLook when `look` cannot be trusted without asking GitHub. */
export async function judge(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  look: Look,
  judgement: Judgement,
): Promise<Committed> {
  const files = await filesOf(spine, place, repository, look.pull);
  const claim = claimOf(repository, files, itemOf(place, look.pull));
  const committed = await spine.ledger.holding(place.installation, claim, async (held) => {
    await spine.failpoint('pods-locked');
    const { repository: now = null, pull: stored = null } = held.known ?? {};
    if (now) assertSamePods(claim, now, files);
    const pull = choose(stored, look);
    const { asked } = judgement.cause;
    const given = {
      askedAt: askedAt({ asked, firstSeen: stored === null, pull, now: held.lockedAt }),
      orders: judgement.orders ?? [],
      activity: judgement.activity ?? false,
      wasOpen: stored?.facts.state === 'open',
    };
    const decision = await decideWith((depth) => factsOf(held, place, now, pull, given, depth));
    await spine.failpoint('decided');
    const seen = {
      repositoryId: place.repositoryId,
      facts: pull,
      lastEvent: judgement.cause.event,
      files,
      sharedHeads: sharedHeads(stored?.facts ?? null, pull),
    };
    const looks = now?.gatesActive && judgement.gates !== false;
    const { cause, force } = judgement;
    const jobs = looks
      ? [gateJob(itemOf(place, pull), { trace: traceOf(cause), ...(force ? { force } : {}) })]
      : [];
    return commit(spine, held, decision ?? NOTHING, seen, judgement, jobs);
  });
  await spine.failpoint('after-commit');
  return committed;
}

/** Only where one repository's check speaks of another's is there anything that may be shown no more. */
const isMixed = (pods: Facts['pods']): boolean =>
  new Set(pods.flatMap(({ held, queue }) => [...held, ...queue].map(({ item }) => item.repositoryId))).size >
  1;

/**
 * Rewrites what every holder and waiter of the pod reads, where it changed, and lets time have its way. `force`: also where far-away
 * checks keep what they said, as who may read one of the repositories changed.
 */
export async function refresh(
  spine: Spine,
  { installation, podId }: { readonly installation: InstallationId; readonly podId: number },
  cause: Cause,
  force = false,
): Promise<Committed> {
  return spine.ledger.holding(installation, { keys: [], ids: [podId], own: null }, async (held) => {
    const status = (await held.installation())?.status;
    const facts: Facts = {
      ...BY_ITSELF,
      now: held.lockedAt,
      installationId: installation,
      access: status === 'active' ? 'active' : 'suspended',
      repository: null,
      pull: null,
      configuration: null,
      pods: await held.pods('all'),
      entitlements: [],
    };
    const again = force && isMixed(facts.pods);
    return commit(spine, held, survey(facts), null, { cause, force: again, finish: [] });
  });
}

/** Lets go of all the repository's slots, because we may not act there any more; `change` says so in the rows first. */
export async function letGo(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  cause: Cause,
  change: (held: HeldPods) => Promise<void>,
): Promise<void> {
  // By its rows, not by its configuration: that may be broken or newer than they are.
  const ids = await spine.ledger.reading(place.installation, (reader) => reader.podsOf(place.repositoryId));
  const claim = { keys: [ownPod(repository)], ids, own: null };
  await spine.ledger.holding(place.installation, claim, async (held) => {
    await change(held);
    const known = await held.repository(place.repositoryId);
    const facts = await factsOf(held, place, known, null, BY_ITSELF, 'all');
    if (facts !== null) await commit(spine, held, survey(facts), null, { cause, force: false, finish: [] });
  });
}
