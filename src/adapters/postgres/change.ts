// Decisions as `clos_commit` takes them (migrations/0010_commit.sql): one value, so that everything is written by one statement.

import type { CheckName } from '../../core/effect.ts';
import type { InstallationId, Sha } from '../../core/ids.ts';
import type { Transition } from '../../core/wip/model.ts';
import type { Change, RenderedCheck } from '../../ports/ledger.ts';
import { jobEntry } from './jobs.ts';
import { jsonText } from './storable.ts';

/** What a shared commit shows on behalf of its pull requests. */
const NAMES: readonly CheckName[] = ['clos/wip', 'clos/stage-gate'];

const JOINS: ReadonlySet<Transition['kind']> = new Set(['enqueue', 'grant', 'requeue']);

const flat = ({ item, ...change }: Transition) => ({
  ...change,
  repositoryId: item.repositoryId,
  pullNumber: item.pullNumber,
});

/** Each item that got a row, once. */
function joined(transitions: readonly Transition[]) {
  const items = transitions.filter(({ kind }) => JOINS.has(kind)).map(({ item }) => item);
  return [...new Map(items.map((item) => [`${item.repositoryId}/${item.pullNumber}`, item])).values()];
}

/** Takes what `changeText` made. */
export const WRITE = 'SELECT clos_commit($1::jsonb) AS written';

/** How many checks of each change are to be delivered. */
export interface Written {
  readonly written: readonly number[];
}

/** Of one transaction, in the order in which they were decided. */
interface Setting {
  /** How many pods are locked. */
  readonly pods: number;
  /** The database clock, read once when the pods were locked, so that rows and checks tell the same instants (T-64). */
  readonly now: string;
}

export const changeText = (tenant: InstallationId, setting: Setting, changes: readonly Change[]): string =>
  jsonText(changes.map((change) => laidOut(tenant, setting, change)));

function laidOut(
  tenant: InstallationId,
  { pods, now }: Setting,
  { trace, pull, decision, checks, force, jobs, finish }: Change,
): Record<string, unknown> {
  const deliver = (repositoryId: RenderedCheck['repositoryId'], headSha: Sha, name: string) =>
    jobEntry(tenant, { task: 'deliver', repositoryId, headSha, name });
  const { sharedHeads = [], ...seen } = pull ?? {};
  const shared = sharedHeads.flatMap((headSha) =>
    NAMES.map((name) => ({ headSha, job: pull && deliver(pull.repositoryId, headSha, name) })),
  );
  return {
    now,
    trace,
    ...(pull ? { pull: { ...seen, shared } } : {}),
    podChanges: decision.podChanges.map((change) => ({
      podId: change.podId,
      freeze: change.kind === 'freeze' ? change.freeze : null,
    })),
    transitions: decision.transitions.map(flat),
    // Rows of one item are only told of each other where several pods are locked.
    joined: pods > 1 ? joined(decision.transitions) : [],
    checks: checks.map((one) => ({ ...one, job: deliveryOf(tenant, one) })),
    force,
    audit: decision.audit,
    jobs: jobs.map((job) => jobEntry(tenant, job)),
    finish,
  };
}

/** The job that makes GitHub show it. */
export const deliveryOf = (
  tenant: InstallationId,
  { repositoryId, headSha, name, body }: RenderedCheck,
): Record<string, unknown> => {
  const green = body.conclusion === 'success';
  return jobEntry(tenant, { task: 'deliver', repositoryId, headSha, name, green });
};
