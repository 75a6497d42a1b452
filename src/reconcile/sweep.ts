// The sweep: state follows GitHub, not the event stream. It runs the same cycle on what GitHub shows, mends what was missed,
// and reports it.

import { randomUUID } from 'node:crypto';
import type { RepositoryFacts } from '../core/facts.ts';
import { TerminalFault, TransientFault } from '../core/faults.ts';
import { freshness } from '../core/freshness.ts';
import { APP_ITSELF, type InstallationId, traceId } from '../core/ids.ts';
import type { StoredRepository } from '../ports/ledger.ts';
import { pullFacts, repositoryOf } from '../webhooks/payloads/pull-request.ts';
import { adopt } from './adopt.ts';
import { Apart } from './apart.ts';
import { gateJob } from './gates/job.ts';
import { sweepIdeas } from './ideas/sweep.ts';
import { settleInstallation } from './installation.ts';
import type { Look } from './judge.ts';
import { judgeOrRead } from './judge-or-read.ts';
import { rereadOrganization } from './organization.ts';
import { readPull } from './read-pull.ts';
import { lose, reread } from './repository.ts';
import { lookAtShownRuns } from './shown-runs.ts';
import { byAge, type Cause, type Place, type Spine } from './spine.ts';
import { sweepQueue } from './sweep-queue.ts';
import { addVisibilityJobs } from './visibility.ts';

/** GitHub keeps deliveries for redelivery this long (github-facts 1). */
const REDELIVERY_DAYS = 3;
/** Looked at again by the next sweep: a delivery may be listed late, and a redelivery may fail again. */
const OVERLAP_MS = 600_000;

export async function causeOf(spine: Spine, installation: InstallationId, name = 'sweep'): Promise<Cause> {
  const at = await spine.ledger.reading(installation, (reader) => reader.now());
  return { event: { name, at, trace: traceId(`${name}-${randomUUID()}`) }, asked: null };
}

type Report = Record<string, number>;

/** Stores and shows what one sweep mended; a sweep that mended nothing leaves no row. */
async function report(
  spine: Spine,
  installation: InstallationId,
  cause: Cause,
  found: Report,
): Promise<void> {
  const mended = Object.entries(found).filter(([, count]) => count > 0);
  for (const [kind, count] of mended) spine.metrics.mended(kind, count);
  if (mended.length === 0) return;
  spine.log.warn(
    { trace: cause.event.trace, installation, ...Object.fromEntries(mended) },
    'the sweep mended what was missed',
  );
  await spine.ledger.writing(installation, (writer) =>
    writer.saveSweep({ startedAt: cause.event.at, complete: true, report: Object.fromEntries(mended) }),
  );
}

/** Brings every installation to what GitHub shows, then asks GitHub to send again what never reached us. */
export async function sweep(spine: Spine): Promise<void> {
  const cause = await causeOf(spine, APP_ITSELF);
  const listed = new Map((await spine.github.installations.list()).map((one) => [one.id, one]));
  const known = (await spine.ledger.directory()).filter((one) => one.status !== 'removed');
  for (const id of new Set([...listed.keys(), ...known.map((one) => one.id)])) {
    await new Apart(spine, { installation: id }).part('installation', undefined, () =>
      settleInstallation(spine, id, cause, { listed: listed.get(id) }),
    );
  }
  await new Apart(spine, { installation: APP_ITSELF }).part('redelivery', undefined, () =>
    redeliver(spine, cause),
  );
}

/** The newest first, and as far as GitHub's limits let us; what is left over is asked for by the next sweep. */
async function redeliver(spine: Spine, cause: Cause): Promise<void> {
  const last = await spine.ledger.reading(APP_ITSELF, (reader) => reader.lastSweep());
  const started = Date.parse(cause.event.at);
  const longest = started - REDELIVERY_DAYS * 86_400_000;
  const since = new Date(last === null ? longest : Math.max(longest, Date.parse(last) - OVERLAP_MS));
  const failed = await spine.github.deliveries.failed(since);
  const arrived = await spine.ledger.arrived(failed.map((one) => one.guid));
  const lost = failed.filter((one) => !arrived.has(one.guid));
  const asked = await askAgain(
    spine,
    lost.map((one) => one.id),
  );
  // Always stored: where the next sweep starts to look. Not when something was left over.
  await spine.ledger.writing(APP_ITSELF, (writer) =>
    writer.saveSweep({
      startedAt: cause.event.at,
      complete: asked === lost.length,
      report: { redelivered: asked },
    }),
  );
  if (asked === 0) return;
  spine.metrics.mended('redelivered', asked);
  spine.log.warn(
    { trace: cause.event.trace, redelivered: asked },
    'asked GitHub to send failed deliveries again',
  );
}

/** Returns how many were asked for before GitHub's limits said stop. */
async function askAgain(spine: Spine, ids: readonly number[]): Promise<number> {
  let asked = 0;
  try {
    for (const id of ids) {
      await spine.github.deliveries.redeliver(id);
      asked += 1;
    }
  } catch (error) {
    if (!(error instanceof TransientFault)) throw error;
  }
  return asked;
}

/** `gainedOnly`: of its repositories only those that were not ours before are looked at. */
export async function sweepInstallation(
  spine: Spine,
  installation: InstallationId,
  gainedOnly = false,
): Promise<void> {
  const status = await spine.ledger.reading(installation, (reader) => reader.installation());
  if (status?.status !== 'active') return;
  const cause = await causeOf(spine, installation);
  const apart = new Apart(spine, { installation });
  await apart.part('time', undefined, () => wake(spine, installation));
  const listed = await apart.part('repositories', null, () => spine.github.repositories.list(installation));
  if (listed === null) return apart.throwPassing();
  const known = await spine.ledger.reading(installation, (reader) => reader.repositories());
  const gone = known.filter((one) => one.status === 'active' && !listed.some((other) => other.id === one.id));
  for (const { id } of gone)
    await apart.part('lost', true, () => lose(spine, { installation, repositoryId: id }, cause));
  const owner = listed[0]?.owner;
  if (owner !== undefined)
    await apart.part('organization', null, () => rereadOrganization(spine, installation, owner));
  const gained: RepositoryFacts[] = [];
  for (const facts of listed) {
    const isNew = await apart.part('repository', false, () => meet(spine, installation, facts, known));
    if (isNew) gained.push(facts);
  }
  await spine.ledger.writing(installation, (writer) =>
    writer.addJobs(
      (gainedOnly ? gained : listed).map(({ id }) => ({ task: 'sweep-repository', repositoryId: id })),
    ),
  );
  const counts = { repositoriesGained: gained.length, repositoriesLost: gone.length };
  await report(spine, installation, cause, counts);
}

/** Time passes without events: announced, expired, over. */
async function wake(spine: Spine, installation: InstallationId): Promise<void> {
  await spine.ledger.writing(installation, async (writer) =>
    writer.addJobs((await writer.duePods()).map((podId) => ({ task: 'refresh', podId }))),
  );
  await spine.gates.records.writing(installation, async (writer) =>
    writer.addJobs((await writer.dueGates()).map((item) => gateJob(item))),
  );
}

/** True when the repository was unknown or lost before. Names are taken from GitHub's list. */
async function meet(
  spine: Spine,
  installation: InstallationId,
  facts: RepositoryFacts,
  known: readonly StoredRepository[],
): Promise<boolean> {
  const stored = known.find((one) => one.id === facts.id) ?? null;
  const renamed =
    stored &&
    (stored.owner !== facts.owner ||
      stored.name !== facts.name ||
      stored.defaultBranch !== facts.defaultBranch ||
      stored.visibility !== (facts.visibility ?? stored.visibility));
  if (stored && renamed)
    await spine.ledger.writing(installation, async (writer) => {
      await writer.saveRepository({ ...stored, ...facts });
      await addVisibilityJobs(writer, stored, facts);
    });
  await adopt(spine, installation, facts, stored, true);
  return stored?.status !== 'active';
}

/**
 * Compares the open pull requests GitHub shows with our rows, and runs the cycle for each that differs. Each step stands apart: pull
 * requests may be switched off, the repository be empty, or a permission be missing (T-154).
 */
export async function sweepRepository(spine: Spine, place: Place): Promise<void> {
  const { installation, repositoryId } = place;
  const stored = await spine.ledger.reading(installation, (reader) => reader.repository(repositoryId));
  const status = await spine.ledger.reading(installation, (reader) => reader.installation());
  if (stored?.status !== 'active' || status?.status !== 'active') return;
  const cause = await causeOf(spine, installation);
  const apart = new Apart(spine, place);
  await apart.part('configuration', undefined, () => reread(spine, place, cause));
  const checks = await apart.part('checks', 0, () =>
    spine.ledger.writing(installation, (writer) => writer.resendChecks(repositoryId)),
  );
  const pulls = await mendPulls(spine, place, stored, cause, apart);
  const runs = await apart.part('runs', 0, () => lookAtShownRuns(spine, place, stored, cause));
  const groups = await apart.part('queue', 0, () => sweepQueue(spine, place, stored, cause));
  const ideas = await apart.part('ideas', 0, () => sweepIdeas(spine, place, stored, cause));
  await report(spine, installation, cause, { pulls, checks, runs, groups, ideas });
  apart.throwPassing();
}

/**
 * Null where GitHub has no list of them under this name: then pull requests are switched off there, if it is still this repository.
 */
async function listedPulls(spine: Spine, place: Place, repository: StoredRepository) {
  const listed = await spine.github.pulls.open(place.installation, repository);
  // Under a name that was given to another repository GitHub lists that one's; then each of ours is looked at by itself.
  return listed?.filter((pull) => repositoryOf(pull) === place.repositoryId).map(pullFacts) ?? null;
}

/** What GitHub shows and what our rows say, side by side. Oldest first: whoever asked earlier is served earlier. */
async function differing(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  apart: Apart,
): Promise<readonly Look[]> {
  const { installation, repositoryId } = place;
  const shownNow = await listedPulls(spine, place, repository);
  const { open, lockless } = await spine.ledger.reading(installation, async (reader) => ({
    open: await reader.openPulls(repositoryId),
    lockless: await reader.withoutLock(repositoryId),
  }));
  if (shownNow === null && open.length > 0) await assertAlive(spine, place, repository);
  const listed = shownNow ?? [];
  const known = new Map(open.map((pull) => [pull.number, pull]));
  const changed = listed.filter((pull) => {
    const stored = known.get(pull.number);
    return !stored || lockless.has(pull.number) || freshness(stored, pull) !== 'same';
  });
  const shown = new Set(listed.map((pull) => pull.number));
  const looks: Look[] = changed.toSorted(byAge).map((pull) => ({ pull, read: false }));
  for (const facts of open.filter((pull) => !shown.has(pull.number))) {
    const look = await apart.part('pull request', null, () =>
      readPull(spine, installation, repository, facts.number),
    );
    if (look) looks.push(look);
  }
  return looks;
}

/** Neither the repository nor its pull requests are where we look: nothing is known, and nobody is closed. */
async function assertAlive(spine: Spine, place: Place, repository: StoredRepository): Promise<void> {
  const alive = await spine.github.repositories.active(place.installation, repository);
  if (alive?.id !== place.repositoryId)
    throw new TerminalFault('repository-elsewhere', 'the repository is not where it was');
}

async function mendPulls(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  cause: Cause,
  apart: Apart,
): Promise<number> {
  let mended = 0;
  const judgement = { cause, force: false, finish: [] };
  for (const look of await apart.part('pull requests', [], () =>
    differing(spine, place, repository, apart),
  )) {
    const judged = await apart.part('pull request', null, () =>
      judgeOrRead(spine, repository, place.installation, look, judgement),
    );
    if (judged && (judged.written > 0 || judged.decision.transitions.length > 0)) mended += 1;
  }
  return mended;
}
