// One cycle: the newest facts, the pods locked, one decision, one commit. What one decision needs and writes is one
// transaction, so a crash anywhere leaves either nothing or everything, the delivery of checks included (as jobs).

import { createHash } from 'node:crypto';
import { decide, survey } from '../core/decide.ts';
import type { Decision } from '../core/decision.ts';
import type { Facts, LastEvent, PullFacts } from '../core/facts.ts';
import { TransientFault } from '../core/faults.ts';
import { freshness } from '../core/freshness.ts';
import type { TraceId } from '../core/ids.ts';
import { renderCheck } from '../core/render/check.ts';
import { itemId } from '../core/wip/model.ts';
import { askedAt } from '../core/wip/rules.ts';
import type {
  DeliveryOutcome,
  HeldPods,
  RenderedCheck,
  StoredPull,
  StoredRepository,
} from '../ports/ledger.ts';
import { type Cause, type Place, podOf, type Spine, traceOf } from './spine.ts';

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
}

function choose(stored: StoredPull | null, look: Look): PullFacts {
  const order = freshness(stored?.facts ?? null, look.pull);
  if (order === 'ambiguous' && !look.read) throw new AmbiguousLook();
  // A read older than what we know came from a replica that lags behind.
  return order === 'older' && stored ? stored.facts : look.pull;
}

async function access(held: HeldPods, repository: StoredRepository | null): Promise<Facts['access']> {
  const installation = await held.installation();
  if (installation?.status === 'suspended') return 'suspended';
  return installation?.status === 'active' && repository?.status === 'active' ? 'active' : 'lost';
}

/** Null when the repository is not known (any more), so that nothing can be decided. */
export async function factsOf(
  held: HeldPods,
  place: Place,
  pull: PullFacts | null,
  asked: string | null,
  depth: 'head' | 'all',
): Promise<Facts | null> {
  const repository = await held.repository(place.repositoryId);
  if (!repository?.configuration) return null;
  const { id, owner, name, defaultBranch, configuration } = repository;
  const own = pull && { repositoryId: place.repositoryId, pullNumber: pull.number };
  return {
    now: held.lockedAt,
    installationId: place.installation,
    access: await access(held, repository),
    repository: { id, owner, name, defaultBranch },
    pull,
    askedAt: asked,
    configuration,
    pods: await held.pods(own, configuration.policy, depth),
    lastEvent: null,
  };
}

function bodyOf({ title, summary, text, ...outcome }: ReturnType<typeof renderCheck>): RenderedCheck['body'] {
  const conclusion = outcome.status === 'completed' ? outcome.conclusion : null;
  return { status: outcome.status, conclusion, title, summary, text };
}

/** Every check of the decision, with the last event of the pull request it stands on. */
async function render(held: HeldPods, decision: Decision, trace: TraceId): Promise<RenderedCheck[]> {
  const seen = await held.lastEvents(decision.checks);
  return decision.checks.map((check) => {
    const lastEvent: LastEvent | null = seen.get(itemId(check)) ?? null;
    return {
      repositoryId: check.repositoryId,
      pullNumber: check.pullNumber,
      name: check.name,
      headSha: check.headSha,
      onlyIfShown: check.onlyIfShown === true,
      essenceHash: createHash('sha256').update(check.essence).digest('base64url'),
      body: bodyOf(renderCheck(check, { now: held.lockedAt, lastEvent, traceId: trace })),
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
  place: Place,
  decision: Decision,
  { cause, force, finish }: Judgement,
): Promise<Committed> {
  const trace = traceOf(cause);
  await held.apply(decision.transitions, trace);
  const written = await held.desire(await render(held, decision, trace), { trace, force });
  await held.audit(decision.audit, trace);
  await held.finishDeliveries(finish);
  if (decision.refreshPods.length > 0) {
    await held.addJobs([
      { task: 'refresh', repositoryId: place.repositoryId, delaySeconds: spine.refreshDelaySeconds },
    ]);
  }
  await spine.failpoint('before-commit');
  return { decision, written };
}

/** A commit that other pull requests share shows the answer of all of them, so it is told when one comes or goes. */
async function redeliverShared(
  held: HeldPods,
  place: Place,
  before: PullFacts | null,
  now: PullFacts,
): Promise<void> {
  if (before?.state === now.state && before.headSha === now.headSha) return;
  const { repositoryId } = place;
  for (const headSha of new Set([before?.headSha ?? now.headSha, now.headSha])) {
    const sharing = await held.pullsAt(repositoryId, headSha);
    if (sharing.every((number) => number === now.number)) continue;
    await held.addJobs([{ task: 'deliver', repositoryId, headSha, name: 'clos/wip' }]);
  }
}

const NOTHING: Committed = {
  decision: { transitions: [], checks: [], audit: [], refreshPods: [] },
  written: 0,
};

/** Judges one pull request. Throws AmbiguousLook when `look` cannot be trusted without asking GitHub. */
export async function judge(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  look: Look,
  judgement: Judgement,
): Promise<Committed> {
  const committed = await spine.ledger.holding(place.installation, [podOf(repository)], async (held) => {
    await spine.failpoint('pods-locked');
    const stored = await held.pull(place.repositoryId, look.pull.number);
    const pull = choose(stored, look);
    await held.savePull(place.repositoryId, pull, judgement.cause.event);
    await redeliverShared(held, place, stored?.facts ?? null, pull);
    const asked = askedAt({
      asked: judgement.cause.asked,
      firstSeen: stored === null,
      pull,
      now: held.lockedAt,
    });
    const facts = await factsOf(held, place, pull, asked, 'head');
    if (facts === null) {
      await held.finishDeliveries(judgement.finish);
      return NOTHING;
    }
    const decision = decide(facts);
    await spine.failpoint('decided');
    return commit(spine, held, place, decision, judgement);
  });
  await spine.failpoint('after-commit');
  return committed;
}

/** Rewrites what every holder and waiter of the repository's pod reads, where it changed. */
export async function refresh(spine: Spine, place: Place, cause: Cause): Promise<Committed> {
  const repository = await spine.ledger.reading(place.installation, (reader) =>
    reader.repository(place.repositoryId),
  );
  if (!repository) return NOTHING;
  return spine.ledger.holding(place.installation, [podOf(repository)], async (held) => {
    const facts = await factsOf(held, place, null, null, 'all');
    if (facts === null) return NOTHING;
    return commit(spine, held, place, survey(facts), { cause, force: false, finish: [] });
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
  await spine.ledger.holding(place.installation, [podOf(repository)], async (held) => {
    await change(held);
    const facts = await factsOf(held, place, null, null, 'all');
    if (facts !== null) await commit(spine, held, place, survey(facts), { cause, force: false, finish: [] });
  });
}
