// A pod's rows as they would be read again after a decision, for the next one of the same transaction. Only where that is plain: the
// subject joined the pod, or changed nothing in it. Everything else is read.

import type { ConfigurationFacts } from '../../core/policy.ts';
import { byPlace, sameItem } from '../../core/wip/items.ts';
import type { Transition } from '../../core/wip/model.ts';
import type { Change, Known } from '../../ports/ledger.ts';
import { type LockRow, lockOf, type PodRows } from './lock-rows.ts';
import { isOwn, type LockedPod } from './pods.ts';

type Arrival = Extract<Transition, { kind: 'enqueue' | 'grant' }>;

const isArrival = (change: Transition): change is Arrival =>
  change.kind === 'enqueue' || change.kind === 'grant';

/** As `podRowsQuery` shows it. */
function shown(configuration: ConfigurationFacts | null | undefined): LockRow['config'] {
  if (configuration?.source !== 'last-good' && configuration?.source !== 'none') return null;
  const { source, problems, policy } = configuration;
  return { source, problems: [...problems], policy };
}

function rowOf(arrival: Arrival, { item, repository }: Known, facts: LockRow['facts'], now: string): LockRow {
  const held = arrival.kind === 'grant' ? arrival.slot : null;
  const since = held === null ? null : now;
  return {
    pod_id: arrival.podId,
    status: held === null ? 'queued' : 'held',
    slot_no: held,
    priority: arrival.priority,
    // Nobody decides by it.
    fence: null,
    requested_at: arrival.requestedAt,
    granted_at: since,
    active_at: since,
    warned_at: null,
    not_before: null,
    repository_id: item.repositoryId,
    pull_number: item.pullNumber,
    facts,
    owner: repository?.owner ?? '',
    name: repository?.name ?? '',
    private: repository?.visibility !== 'public',
    visibility: repository?.visibility ?? null,
    config: shown(repository?.configuration),
    position: null,
    pods: null,
    waits_in: null,
  };
}

/** Holders by slot, then the line. */
function inOrder(one: LockRow, other: LockRow): number {
  if (one.status !== other.status) return one.status === 'held' ? -1 : 1;
  return one.status === 'held'
    ? (one.slot_no ?? 0) - (other.slot_no ?? 0)
    : byPlace(lockOf(one), lockOf(other));
}

/** The places of those behind it are one further. */
function joined({ rows, waiting }: PodRows, row: LockRow): PodRows {
  if (row.status === 'held') return { rows: [...rows, row].sort(inOrder), waiting };
  const moved = rows.map((each) =>
    each.position !== null && inOrder(row, each) < 0 ? { ...each, position: each.position + 1 } : each,
  );
  return { rows: [...moved, row].sort(inOrder), waiting: waiting + 1 };
}

/** Null when they have to be read. */
export function forwarded(
  before: PodRows,
  pod: LockedPod,
  known: Known,
  { pull, decision }: Change,
  now: string,
): PodRows | null {
  if (pull === null || decision.podChanges.length > 0) return null;
  const { facts } = pull;
  const own = before.rows.find((row) => isOwn(row, known.item));
  const rows = before.rows.map((row) => (row === own ? { ...row, facts } : row));
  const [change, ...more] = decision.transitions;
  if (change === undefined) return { ...before, rows };
  const isPlain = isArrival(change) && change.podId === pod.id && sameItem(change.item, known.item);
  if (!isPlain || more.length > 0 || own !== undefined) return null;
  return joined(before, rowOf(change, known, facts, now));
}
