// Who gets a slot, who waits, who lets go: pure transitions over the rows of all pods that are locked.
// Invariant: never more holders than slots, nobody is evicted, nobody overtakes whoever asked earlier and fits, and an item is
// admitted to all of its pods or to none.

import type { Attempt } from './attempt.ts';
import { freezeAt } from './freeze.ts';
import { itemKey, keyOf, ownLock, sameItem } from './items.ts';
import { type Candidate, candidates } from './line.ts';
import type { Item, ItemKey, Obstacle, PodChange, PodFacts, ReleaseReason, Transition } from './model.ts';
import { ordered } from './ordered.ts';
import { Room } from './room.ts';
import { timed } from './time.ts';

/** What follows, in the order in which it is applied. */
export interface Settlement {
  readonly podChanges: readonly PodChange[];
  readonly transitions: readonly Transition[];
  /** Why each item that still waits was not admitted, by `itemKey` and pod. */
  readonly obstacles: ReadonlyMap<string, ReadonlyMap<number, Obstacle>>;
  /** There is room and the loaded head of a line filled none of it, but more rows wait behind: decide with all of them. */
  readonly wantsWholeLine: boolean;
}

/** Departures and requeues first, then grants in order of the line, then the subject's own rows if it must wait. */
export function settle(pods: readonly PodFacts[], attempt: Attempt): Settlement {
  const { podChanges, transitions: byHand } = ordered(pods, attempt);
  const left = [...pods.flatMap((pod) => departures(pod, attempt)), ...byHand];
  const moved = left.concat(timed(pods, attempt, left));
  const first = fill(pods, attempt, podChanges, moved);
  const yielded = widened(pods, attempt, first, moved);
  return yielded.length === 0 ? first : fill(pods, attempt, podChanges, [...moved, ...yielded]);
}

/** Admits whoever fits once `moved` is applied. */
function fill(
  pods: readonly PodFacts[],
  attempt: Attempt,
  podChanges: readonly PodChange[],
  moved: readonly Transition[],
): Settlement {
  const rooms = roomsOf(pods, attempt, podChanges, moved);
  const line = candidates(pods, attempt, moved);
  const { grants, obstacles } = attempt.admits ? admissions(line, rooms, attempt) : refuseAll();
  const waits = enqueues(pods, line, grants, rooms);
  return {
    podChanges,
    transitions: [...moved, ...grants, ...waits],
    obstacles,
    wantsWholeLine: attempt.admits && pods.some((pod) => hidesSomebody(pod, rooms.get(pod.id))),
  };
}

function roomsOf(
  pods: readonly PodFacts[],
  { now }: Attempt,
  podChanges: readonly PodChange[],
  moved: readonly Transition[],
): ReadonlyMap<number, Room> {
  const gone = new Set(
    moved
      .filter(({ kind }) => kind === 'release' || kind === 'requeue')
      .map((change) => `${change.podId}:${itemKey(change.item)}`),
  );
  return new Map(
    pods.map((pod) => {
      const last = podChanges.findLast((change) => change.podId === pod.id);
      const freeze = last === undefined ? pod.freeze : last.kind === 'freeze' ? last.freeze : null;
      const isGone = (item: ItemKey): boolean => gone.has(`${pod.id}:${itemKey(item)}`);
      return [pod.id, new Room(pod, isGone, freezeAt(freeze, now))];
    }),
  );
}

/**
 * The subject holds in one pod that enforces and now has to wait in another: it holds none until it can hold all. Otherwise two
 * pull requests that grow into each other's pods would wait for each other for ever. It keeps its age.
 */
function widened(
  pods: readonly PodFacts[],
  { subject }: Attempt,
  { obstacles }: Settlement,
  moved: readonly Transition[],
): Transition[] {
  if (subject === null || subject.wish.kind !== 'asks') return [];
  const { item } = subject;
  const kept = (pod: PodFacts): boolean =>
    !moved.some(
      ({ podId, kind, item: other }) => podId === pod.id && kind !== 'touch' && sameItem(other, item),
    );
  const enforcing = pods.filter((pod) => pod.asked && pod.rules?.mode === 'enforce');
  const missing = enforcing.some((pod) => obstacles.get(itemKey(item))?.has(pod.id));
  if (!missing) return [];
  return enforcing.filter(kept).flatMap((pod) => {
    const lock = ownLock(pod, item);
    if (lock?.status !== 'held') return [];
    const { requestedAt, priority } = lock;
    const at = { podId: pod.id, item: keyOf(item) };
    return [
      { kind: 'requeue' as const, ...at, reason: 'widened' as const, requestedAt, priority, notBefore: null },
    ];
  });
}

type Obstacles = Map<string, Map<number, Obstacle>>;
type Grant = Extract<Transition, { kind: 'grant' }>;
type Release = Extract<Transition, { kind: 'release' }>;

const refuseAll = (): { grants: Grant[]; obstacles: Obstacles } => ({ grants: [], obstacles: new Map() });

function hidesSomebody(pod: PodFacts, room: Room | undefined): boolean {
  if (!room || room.closed || room.free === 0 || room.freeze !== null) return false;
  return pod.queueLength > pod.queue.length;
}

function departures(pod: PodFacts, attempt: Attempt): Release[] {
  return rowsOf(pod, attempt).flatMap((item) => {
    const reason = departure(pod, attempt, item);
    return reason === null ? [] : [{ kind: 'release' as const, podId: pod.id, item: keyOf(item), reason }];
  });
}

function rowsOf(pod: PodFacts, { subject }: Attempt): Item[] {
  const rows = [...pod.held, ...pod.queue].map((lock) => lock.item);
  if (subject && pod.own && !rows.some((item) => sameItem(item, subject.item))) rows.push(subject.item);
  return rows;
}

function departure(pod: PodFacts, { subject, lost, moves }: Attempt, item: Item): ReleaseReason | null {
  if (lost?.repositoryId === item.repositoryId) return lost.reason;
  if (subject === null)
    return pod.primary && pod.rules !== null && item.draft && pod.rules.wip.drafts === 'exclude'
      ? 'draft'
      : null;
  // About a pull request: nothing is inferred about others from rows that may be older than GitHub's word.
  if (!sameItem(subject.item, item)) return null;
  if (subject.wish.kind === 'leaves') return subject.wish.reason;
  return subject.wish.kind === 'asks' && moves && !pod.asked ? 'moved' : null;
}

function admissions(
  line: readonly Candidate[],
  rooms: ReadonlyMap<number, Room>,
  { now }: Attempt,
): { grants: Grant[]; obstacles: Obstacles } {
  const grants: Grant[] = [];
  const obstacles: Obstacles = new Map();
  for (const candidate of line) {
    const found = obstaclesOf(candidate, rooms, now);
    const admitted = candidate.podIds.filter((podId) => !found.has(podId));
    grants.push(...granted(candidate, admitted, rooms));
    if (found.size > 0) obstacles.set(itemKey(candidate.item), found);
  }
  return { grants, obstacles };
}

function granted(
  { item, requestedAt, priority }: Candidate,
  podIds: readonly number[],
  rooms: ReadonlyMap<number, Room>,
): Grant[] {
  return podIds.flatMap((podId): Grant[] => {
    const slot = rooms.get(podId)?.admit(item);
    return slot === undefined
      ? []
      : [{ kind: 'grant', podId, item: keyOf(item), slot, requestedAt, priority }];
  });
}

/**
 * Where it is not admitted, and why. Pods that enforce admit it all or none; one that only warns or observes neither holds it
 * up elsewhere nor waits for the others. Whoever does not fit by weight closes the pod for those behind.
 */
function obstaclesOf(
  candidate: Candidate,
  rooms: ReadonlyMap<number, Room>,
  now: string,
): Map<number, Obstacle> {
  const found = new Map<number, Obstacle>();
  for (const podId of candidate.podIds) {
    const obstacle = obstacleIn(candidate, rooms.get(podId), now);
    if (obstacle) found.set(podId, obstacle);
  }
  const full = [...found].filter(([, { kind }]) => kind === 'full').map(([podId]) => podId);
  // Not one that other reasons keep out as well: slots would stand idle for it.
  if (full.length === found.size && !candidate.beyond)
    for (const podId of full) {
      const room = rooms.get(podId);
      if (room) room.closed = true;
    }
  const enforcing = candidate.podIds.filter((podId) => !isLenient(rooms.get(podId)));
  if (enforcing.some((podId) => found.has(podId)))
    for (const podId of enforcing) if (!found.has(podId)) found.set(podId, { kind: 'elsewhere' });
  return found;
}

const isLenient = (room: Room | undefined): boolean =>
  room?.rules?.mode === 'warn' || room?.rules?.mode === 'observe';

function obstacleIn(
  { item, priority, notBefore, beyond }: Candidate,
  room: Room | undefined,
  now: string,
): Obstacle | null {
  if (room === undefined) return { kind: 'elsewhere' };
  if (notBefore !== null && Date.parse(notBefore) > Date.parse(now))
    return { kind: 'not-before', at: notBefore };
  return room.obstacle(item, priority > 0) ?? (beyond ? { kind: 'behind-heavy' } : null);
}

/** The subject's new rows: it stands in line wherever it was not admitted, unless it is refused and gets none at all. */
function enqueues(
  pods: readonly PodFacts[],
  line: readonly Candidate[],
  grants: readonly Grant[],
  rooms: ReadonlyMap<number, Room>,
): Transition[] {
  const applicant = line.find(({ newIn }) => newIn.length > 0);
  if (!applicant) return [];
  const own = new Set(
    grants.filter((grant) => sameItem(grant.item, applicant.item)).map(({ podId }) => podId),
  );
  const missing = pods.filter((pod) => applicant.newIn.includes(pod.id) && !own.has(pod.id));
  // A row anywhere, or the right to go first, and it waits: the checks of one item must not depend on which pod is asked.
  const hasRow = pods.some((pod) => pod.asked && ownLock(pod, applicant.item) !== null);
  const stands = own.size > 0 || hasRow || applicant.priority > 0;
  if (!stands && isRefused(missing, rooms)) return [];
  const { item, requestedAt, priority } = applicant;
  return missing.map((pod) => ({ kind: 'enqueue', podId: pod.id, item: keyOf(item), requestedAt, priority }));
}

/** By a pod that enforces and keeps no line; by one that only warns when no other would have it wait. */
function isRefused(missing: readonly PodFacts[], rooms: ReadonlyMap<number, Room>): boolean {
  const blocks = ({ id }: PodFacts): boolean => rooms.get(id)?.rules?.wip.onLimit === 'block';
  const blockers = missing.filter(blocks);
  return blockers.some(({ id }) => !isLenient(rooms.get(id))) || blockers.length === missing.length;
}
