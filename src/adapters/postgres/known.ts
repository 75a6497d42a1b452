// What is stored about the pull requests of claims, together with the rows of the pod they ask in: one statement, sent right behind
// the one that locks. Its snapshot is taken when it begins, and that is when the lock was gained.

import type { LastEvent, PullFacts } from '../../core/facts.ts';
import type { InstallationId, RepositoryId, Sha, UserId } from '../../core/ids.ts';
import type { ConfigurationProblem, Policy } from '../../core/policy.ts';
import type { Visibility } from '../../core/visibility.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import type { ChangedFiles, Known, StoredInstallation, StoredRepository } from '../../ports/ledger.ts';
import { ownOf, type PodRows, podRowsQuery } from './lock-rows.ts';
import { ownValues } from './pods.ts';
import { toldVisibility } from './rows.ts';
import type { Session } from './tenant.ts';

interface InstallationRow {
  readonly login: string | null;
  readonly status: StoredInstallation['status'];
  readonly blocked: number | null;
}

interface RepositoryRow {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly status: StoredRepository['status'];
  readonly source: 'default' | 'repository' | 'last-good' | 'none' | null;
  readonly policy: Policy | null;
  readonly problems: readonly ConfigurationProblem[] | null;
  readonly blobSha: string | null;
  readonly gatesActive: boolean;
  readonly private: boolean;
  readonly visibility: Visibility | null;
}

interface SubjectRow {
  readonly repository: RepositoryRow | null;
  readonly pull: { facts: PullFacts; lastEvent: LastEvent | null; files: ChangedFiles | null } | null;
  readonly entitlements: readonly { label: string; id: UserId; login: string }[];
  readonly essences: readonly { name: string; headSha: Sha; essenceHash: string }[];
}

interface Row {
  readonly installation: InstallationRow | null;
  /** In the order in which they were asked for. */
  readonly subjects: readonly SubjectRow[];
  readonly pod: PodRows;
}

/** `whole`: how far the pod's line is read. */
const textOf = (whole: number): string => `
  WITH ${ownOf('$2', '$3')}, asked AS MATERIALIZED (SELECT pod_id FROM pods WHERE key = $1::text)
  SELECT
    (SELECT json_build_object('login', account_login, 'status', status, 'blocked', extract(epoch FROM blocked_until - clos_now()))
      FROM installations WHERE installation_id = clos_tenant()) AS installation,
    (SELECT json_agg(json_build_object(
      'repository', (SELECT json_build_object('owner', owner, 'name', name, 'defaultBranch', default_branch, 'status', status,
        'source', config_source, 'policy', config_policy, 'problems', config_problems, 'blobSha', config_blob_sha,
        'gatesActive', gates_active, 'private', private, 'visibility', visibility)
        FROM repositories WHERE repository_id = own.r),
      'pull', (SELECT json_build_object('facts', facts, 'lastEvent', last_event, 'files', files)
        FROM pulls WHERE repository_id = own.r AND number = own.n),
      'entitlements', (SELECT coalesce(json_agg(json_build_object('label', label, 'id', actor_id, 'login', actor_login)), '[]')
        FROM entitlements WHERE repository_id = own.r AND pull_number = own.n),
      'essences', (SELECT coalesce(json_agg(json_build_object('name', name, 'headSha', head_sha, 'essenceHash', essence_hash)), '[]')
        FROM checks WHERE repository_id = own.r AND pull_number = own.n)) ORDER BY own.place) FROM own) AS subjects,
    (${podRowsQuery('(SELECT pod_id FROM asked)', whole)}) AS pod`;

export interface Read {
  /** Of each item, in order. */
  readonly known: readonly Known[];
  /** Of the pod with this key, as far as `whole`. */
  readonly pod: PodRows;
}

function repositoryOf(id: RepositoryId, row: RepositoryRow | null): StoredRepository | null {
  if (row === null) return null;
  const { owner, name, defaultBranch, status, source, policy, problems, blobSha, gatesActive } = row;
  const configuration = source === null ? null : { source, policy, problems: problems ?? [], blobSha };
  return { id, owner, name, defaultBranch, status, configuration, gatesActive, ...toldVisibility(row) };
}

function installationOf(id: InstallationId, row: InstallationRow | null): StoredInstallation | null {
  if (row === null) return null;
  const blocked = row.blocked ?? 0;
  return {
    id,
    accountLogin: row.login,
    status: row.status,
    blockedForSeconds: blocked > 0 ? blocked : null,
  };
}

function knownOf(
  { repositoryId, pullNumber }: ItemKey,
  installation: StoredInstallation | null,
  row: SubjectRow,
): Known {
  const item = { repositoryId, pullNumber };
  return {
    item,
    installation,
    repository: repositoryOf(repositoryId, row.repository),
    pull: row.pull,
    entitlements: row.entitlements.map(({ label, ...actor }) => ({ label, actor })),
    essences: row.essences.map((essence) => ({ ...item, ...essence })),
  };
}

const UNKNOWN: SubjectRow = { repository: null, pull: null, entitlements: [], essences: [] };

/** @param key of the pod whose rows are read along; null: none. */
export async function readKnown(
  session: Session,
  tenant: InstallationId,
  items: readonly ItemKey[],
  key: string | null,
  whole: number,
): Promise<Read> {
  const [row] = await session.rows<Row>(textOf(whole), [key, ...ownValues(items)]);
  const installation = installationOf(tenant, row?.installation ?? null);
  return {
    known: items.map((item, index) => knownOf(item, installation, row?.subjects[index] ?? UNKNOWN)),
    pod: row?.pod ?? { rows: [], waiting: 0 },
  };
}
