// What is stored about the pull request of a claim, together with the rows of the pod it asks in: one statement, sent right behind
// the one that locks. Its snapshot is taken when it begins, and that is when the lock was gained.

import type { LastEvent, PullFacts } from '../../core/facts.ts';
import type { InstallationId, RepositoryId, Sha, UserId } from '../../core/ids.ts';
import type { ConfigurationProblem, Policy } from '../../core/policy.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import type { ChangedFiles, Known, StoredInstallation, StoredRepository } from '../../ports/ledger.ts';
import { type LockRow, lockRowsQuery } from './lock-rows.ts';
import type { Session } from './tenant.ts';

interface Row {
  readonly installation: {
    readonly login: string | null;
    readonly status: StoredInstallation['status'];
    readonly blocked: number | null;
  } | null;
  readonly repository: {
    readonly owner: string;
    readonly name: string;
    readonly defaultBranch: string;
    readonly status: StoredRepository['status'];
    readonly source: 'default' | 'repository' | 'last-good' | 'none' | null;
    readonly policy: Policy | null;
    readonly problems: readonly ConfigurationProblem[] | null;
    readonly blobSha: string | null;
  } | null;
  readonly pull: { facts: PullFacts; lastEvent: LastEvent | null; files: ChangedFiles | null } | null;
  readonly entitlements: readonly { label: string; id: UserId; login: string }[];
  readonly essences: readonly { name: string; headSha: Sha; essenceHash: string }[];
  readonly rows: readonly LockRow[];
}

/** `whole`: how far the pod's line is read. */
const textOf = (whole: number): string => `
  WITH asked AS MATERIALIZED (SELECT pod_id FROM pods WHERE key = $1::text)
  SELECT
    (SELECT json_build_object('login', account_login, 'status', status, 'blocked', extract(epoch FROM blocked_until - clos_now()))
      FROM installations WHERE installation_id = clos_tenant()) AS installation,
    (SELECT json_build_object('owner', owner, 'name', name, 'defaultBranch', default_branch, 'status', status, 'source', config_source,
      'policy', config_policy, 'problems', config_problems, 'blobSha', config_blob_sha)
      FROM repositories WHERE repository_id = $2::int8) AS repository,
    (SELECT json_build_object('facts', facts, 'lastEvent', last_event, 'files', files)
      FROM pulls WHERE repository_id = $2::int8 AND number = $3::int4) AS pull,
    (SELECT coalesce(json_agg(json_build_object('label', label, 'id', actor_id, 'login', actor_login)), '[]')
      FROM entitlements WHERE repository_id = $2::int8 AND pull_number = $3::int4) AS entitlements,
    (SELECT coalesce(json_agg(json_build_object('name', name, 'headSha', head_sha, 'essenceHash', essence_hash)), '[]')
      FROM checks WHERE repository_id = $2::int8 AND pull_number = $3::int4) AS essences,
    (SELECT coalesce(json_agg(one), '[]') FROM (${lockRowsQuery('(SELECT pod_id FROM asked)', '$2::int8', '$3::int4', whole)}) one) AS rows`;

export interface Read {
  readonly known: Known;
  /** Of the pod with this key, as far as `whole`. */
  readonly rows: readonly LockRow[];
}

function repositoryOf(id: RepositoryId, row: Row['repository']): StoredRepository | null {
  if (row === null) return null;
  const { owner, name, defaultBranch, status, source, policy, problems, blobSha } = row;
  const configuration = source === null ? null : { source, policy, problems: problems ?? [], blobSha };
  return { id, owner, name, defaultBranch, status, configuration };
}

function installationOf(id: InstallationId, row: Row['installation']): StoredInstallation | null {
  if (row === null) return null;
  const blocked = row.blocked ?? 0;
  return {
    id,
    accountLogin: row.login,
    status: row.status,
    blockedForSeconds: blocked > 0 ? blocked : null,
  };
}

const NOTHING: Row = {
  installation: null,
  repository: null,
  pull: null,
  entitlements: [],
  essences: [],
  rows: [],
};

/** @param key of the pod whose rows are read along; null: none. */
export async function readKnown(
  session: Session,
  tenant: InstallationId,
  { repositoryId, pullNumber }: ItemKey,
  key: string | null,
  whole: number,
): Promise<Read> {
  const [row = NOTHING] = await session.rows<Row>(textOf(whole), [key, repositoryId, pullNumber]);
  const { pull, entitlements, essences, rows } = row;
  const of = { repositoryId, pullNumber };
  return {
    known: {
      item: of,
      installation: installationOf(tenant, row.installation),
      repository: repositoryOf(repositoryId, row.repository),
      pull,
      entitlements: entitlements.map(({ label, ...actor }) => ({ label, actor })),
      essences: essences.map((essence) => ({ ...of, ...essence })),
    },
    rows,
  };
}
