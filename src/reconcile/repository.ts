// Events about a repository: its configuration, its name, its end. Names follow, identity stays.

import type { DomainEvent } from '../core/event.ts';
import type { PullFacts, RepositoryFacts } from '../core/facts.ts';
import { TransientFault } from '../core/faults.ts';
import { repositoryId as asRepositoryId, type Sha } from '../core/ids.ts';
import type {
  DeliveryOutcome,
  HeldPods,
  Job,
  StoredInstallation,
  StoredRepository,
} from '../ports/ledger.ts';
import { adopt } from './adopt.ts';
import { Apart } from './apart.ts';
import { ownPod } from './claims.ts';
import { sameConfiguration } from './configuration.ts';
import { done, type ReadEvent, rejected } from './deliveries.ts';
import { writeDoctorCheck } from './doctor-check.ts';
import { checkCompleted, lookAtThose, rereadGates } from './gates/reread.ts';
import { rereadIdeas } from './ideas/configuration.ts';
import { judge, letGo } from './judge.ts';
import { judgeOrRead } from './judge-or-read.ts';
import { recheckGroupAt } from './merge-group.ts';
import { buildsOn, isHome, paced, rereadOrganization } from './organization.ts';
import { type OwnConfiguration, readConfiguration } from './own-configuration.ts';
import { CONFIG_CHECK } from './proposal.ts';
import { readPull } from './read-pull.ts';
import { saveOwnRules } from './rules.ts';
import { byAge, type Cause, type Place, type Spine } from './spine.ts';
import { addVisibilityJobs } from './visibility.ts';

export async function cycleRepository(
  spine: Spine,
  place: Place,
  status: StoredInstallation['status'] | null,
  events: readonly ReadEvent[],
  outcomes: readonly DeliveryOutcome[],
): Promise<void> {
  const finish = (all: readonly DeliveryOutcome[]) =>
    spine.ledger.writing(place.installation, (writer) => writer.finishDeliveries(all));
  if (status === 'suspended' || status === 'removed') {
    return finish([...outcomes, ...done(events, `the installation is ${status}`)]);
  }
  for (const read of events) {
    const known = await handle(spine, place, read);
    if (!known) return finish([...outcomes, ...rejected(events, 'not a repository of this installation')]);
  }
  await finish([...outcomes, ...done(events)]);
}

/** False when the repository is not this installation's. */
async function handle(spine: Spine, place: Place, { event, last }: ReadEvent): Promise<boolean> {
  const cause: Cause = { event: last, asked: null };
  if (event.kind === 'repository-lost') {
    // Old news may come late: GitHub is asked how things stand.
    return (await isStillOurs(spine, place)) || lose(spine, place, cause);
  }
  if (!('repository' in event)) return true;
  const known = await spine.ledger.reading(place.installation, (reader) =>
    reader.repository(place.repositoryId),
  );
  const repository = await adopt(spine, place.installation, event.repository, known);
  if (repository === null) return false;
  await react(spine, place, repository, event, cause);
  return true;
}

async function react(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  event: Extract<DomainEvent, { repository: RepositoryFacts }>,
  cause: Cause,
): Promise<void> {
  switch (event.kind) {
    case 'configuration-changed':
      await reachOthers(spine, place, event.repository);
      return reread(spine, place, cause, { changed: true });
    case 'configuration-proposed':
      await addProposal(spine, place, event.headSha, false);
      return lookAtThose(spine, place, repository, (pull) => pull.baseRef === event.branch);
    case 'check-completed':
      return checkCompleted(spine, place, repository, event);
    case 'repository-seen':
      await reread(spine, place, cause, { seen: await seenNow(spine, place, repository, event.repository) });
      return spine.ledger.writing(place.installation, (writer) =>
        writer.addJobs([{ task: 'sweep-repository', repositoryId: place.repositoryId }]),
      );
    case 'recheck-commit': {
      const numbers = await spine.ledger.reading(place.installation, (reader) =>
        reader.pullsAt(place.repositoryId, event.headSha),
      );
      for (const number of numbers) {
        const look = await readPull(spine, place.installation, repository, number);
        if (look) await judge(spine, place, repository, look, { cause, force: true, finish: [] });
      }
      await proposeAgain(spine, place, event.headSha);
      return recheckGroupAt(spine, place, repository, event.headSha, cause);
    }
    case 'doctor-requested':
      await writeDoctorCheck(spine, place, repository, cause);
      return;
    default:
      return;
  }
}

/** Everybody whose configuration was read from this repository's files, too. */
async function reachOthers(
  spine: Spine,
  { installation, repositoryId }: Place,
  at: RepositoryFacts,
): Promise<void> {
  const scopes = await buildsOn(spine, installation, at);
  if (isHome(at) || scopes.some((scope) => !scope.includes('/')))
    await rereadOrganization(spine, installation, at.owner);
  const ids = scopes.flatMap((scope) => (scope.includes('/') ? [Number(scope.split('/')[1])] : []));
  const others = [...new Set(ids)].filter((id) => id !== repositoryId).toSorted((a, b) => b - a);
  await spine.ledger.writing(installation, (writer) =>
    writer.addJobs(paced(others.map((id) => ({ task: 'reconfigure', repositoryId: asRepositoryId(id) })))),
  );
}

async function addProposal(
  spine: Spine,
  { installation, repositoryId }: Place,
  headSha: Sha,
  force: boolean,
): Promise<void> {
  await spine.ledger.writing(installation, (writer) =>
    writer.addJobs([{ task: 'propose', repositoryId, headSha, force }]),
  );
}

async function proposeAgain(spine: Spine, place: Place, headSha: Sha): Promise<void> {
  const shown = await spine.ledger.reading(place.installation, (reader) =>
    reader.commitCheck(place.repositoryId, headSha, CONFIG_CHECK),
  );
  if (shown) await addProposal(spine, place, headSha, true);
}

type Names = Omit<RepositoryFacts, 'id'>;

const names = ({ id: _, ...rest }: RepositoryFacts): Names => rest;

/** Deliveries come late and in any order: whom a repository may be shown to is GitHub's word of now (T-148). */
async function seenNow(
  spine: Spine,
  { installation, repositoryId }: Place,
  known: StoredRepository,
  seen: RepositoryFacts,
): Promise<Names> {
  if (seen.visibility === known.visibility) return names(seen);
  const now = await spine.github.repositories.active(installation, seen);
  if (now?.id === repositoryId) return names({ ...seen, ...now });
  const { visibility: _, ...rest } = names(seen);
  return rest;
}

interface Rereading {
  /** The names GitHub calls the repository by now. */
  readonly seen?: Names;
  /** Also when its own configuration is the same: the rules of a pod it belongs to may have changed. */
  readonly rejudge?: boolean;
  /** Its files did change, so that there may be ideas where there were none. */
  readonly changed?: boolean;
}

/** Somebody saved another configuration while this one was read, so nobody can say which file was the newer. */
const OVERTAKEN = 'overtaken';
const REREADS = 5;

/**
 * Reads the configuration again; when it changed, every open pull request is judged by the new one, oldest first.
 */
export async function reread(
  spine: Spine,
  place: Place,
  cause: Cause,
  { seen, rejudge = false, changed = false }: Rereading = {},
): Promise<void> {
  for (let tries = 0; tries < REREADS; tries += 1) {
    const stored = await spine.ledger.reading(place.installation, (reader) =>
      reader.repository(place.repositoryId),
    );
    if (stored?.status !== 'active') return;
    const repository = { ...stored, ...seen };
    const read = await readConfiguration(spine, place.installation, repository);
    const open = await replace(spine, place, stored, repository, read, rejudge);
    if (open === OVERTAKEN) continue;
    const apart = new Apart(spine, place);
    await apart.part('gates', undefined, () =>
      rereadGates(spine, place, repository, cause, { always: rejudge }),
    );
    await apart.part('ideas', undefined, () => rereadIdeas(spine, place, repository, changed));
    const judgement = { cause, force: false, finish: [], gates: false };
    for (const pull of open.toSorted(byAge)) {
      await apart.part('pull request', null, () =>
        judgeOrRead(spine, repository, place.installation, { pull, read: false }, judgement),
      );
    }
    return apart.throwAny();
  }
  throw new TransientFault(
    'configuration-busy',
    'the configuration changed again and again while it was read',
  );
}

/** Saves what was read unless it was overtaken. Returns the open pull requests that the change concerns. */
function replace(
  spine: Spine,
  place: Place,
  stored: StoredRepository,
  named: StoredRepository,
  { scope, layer, configuration }: OwnConfiguration,
  rejudge: boolean,
): Promise<readonly PullFacts[] | typeof OVERTAKEN> {
  const wanted = { ...named, configuration };
  const claim = { keys: [ownPod(stored)], ids: [], own: null };
  return spine.ledger.holding(place.installation, claim, async (held) => {
    const before = await held.repository(place.repositoryId);
    // Lost while the file was read: saving it would bring the repository back.
    if (before?.status !== 'active') return [];
    if (!sameConfiguration(before.configuration, stored.configuration)) return OVERTAKEN;
    await held.saveRepository(wanted);
    await addVisibilityJobs(held, before, wanted);
    await held.saveLayer(scope, layer);
    await saveOwnRules(held, wanted);
    if (!rejudge && sameConfiguration(before.configuration, wanted.configuration)) return [];
    // The next try would find nothing changed; this job rewrites the checks though the process may die before it did.
    await held.addJobs(await refreshesOf(held, spine.refreshDelaySeconds));
    return held.openPulls(place.repositoryId);
  });
}

async function refreshesOf(held: HeldPods, delaySeconds: number): Promise<Job[]> {
  return (await held.pods('head')).map(({ id: podId }) => ({ task: 'refresh', podId, delaySeconds }));
}

async function isStillOurs(spine: Spine, { installation, repositoryId }: Place): Promise<boolean> {
  const known = await spine.ledger.reading(installation, (reader) => reader.repository(repositoryId));
  if (known === null) return false;
  return (await spine.github.repositories.active(installation, known))?.id === repositoryId;
}

/** True: what is unknown to us needs no losing. */
export async function lose(spine: Spine, place: Place, cause: Cause): Promise<true> {
  const known = await spine.ledger.reading(place.installation, (reader) =>
    reader.repository(place.repositoryId),
  );
  if (known?.status !== 'active') return true;
  await letGo(spine, place, known, cause, (held) => held.saveRepository({ ...known, status: 'lost' }));
  return true;
}
