// Repositories and pods for processes that judge without a GitHub: written straight into the rows.

import type pg from 'pg';
import pino from 'pino';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import type { PullFacts } from '../../src/core/facts.ts';
import { installationId, pullNumber, repositoryId, sha, traceId, userId } from '../../src/core/ids.ts';
import { DEFAULT_POLICY, type PodMembership, type Policy, type WipPolicy } from '../../src/core/policy.ts';
import { noFailpoints } from '../../src/ports/failpoint.ts';
import type { StoredRepository } from '../../src/ports/ledger.ts';
import { type Committed, judge } from '../../src/reconcile/judge.ts';
import { saveOwnRules } from '../../src/reconcile/rules.ts';
import type { Spine } from '../../src/reconcile/spine.ts';

export const TENANT = installationId(1);

export function aRepository(
  id: number,
  wip: Partial<WipPolicy>,
  pods: readonly PodMembership[] = [],
): StoredRepository {
  const policy: Policy = { mode: 'enforce', wip: { ...DEFAULT_POLICY.wip, ...wip }, pods };
  return {
    id: repositoryId(id),
    owner: 'acme',
    name: `shop-${id}`,
    defaultBranch: 'main',
    status: 'active',
    gatesActive: false,
    configuration: { source: 'repository', policy, problems: [], blobSha: null },
  };
}

/** Stores them, with an active installation. `pool` acts as the app's role. */
export async function settleIn(pool: pg.Pool, repositories: readonly StoredRepository[]): Promise<void> {
  await createLedger(pool).writing(TENANT, async (writer) => {
    await writer.saveInstallation({ accountId: 1, accountLogin: 'acme', status: 'active' });
    for (const repository of repositories) {
      await writer.saveRepository(repository);
      await saveOwnRules(writer, repository);
      const { wip = DEFAULT_POLICY.wip, pods = [] } = repository.configuration?.policy ?? {};
      for (const { key, name } of pods) await writer.saveRules({ key, name }, { mode: 'enforce', wip });
    }
  });
}

/** GitHub's clock, which is right whatever this process takes the time to be (F13 shifts `Date`). */
const atGitHub = (): string =>
  `${new Date(performance.timeOrigin + performance.now()).toISOString().slice(0, 19)}Z`;

/** A pull request as GitHub shows it at its opening. */
export function opened({ id, owner, name }: StoredRepository, number: number): PullFacts {
  const at = atGitHub();
  return {
    number: pullNumber(number),
    title: `Change ${number}`,
    url: `https://github.com/${owner}/${name}/pull/${number}`,
    authorId: userId(1 + (number % 7)),
    authorLogin: `dev${number % 7}`,
    state: 'open',
    merged: false,
    draft: false,
    headSha: sha((id * 1e10 + number).toString(16).padStart(40, '0')),
    headRepositoryId: id,
    baseRef: 'main',
    labels: [],
    createdAt: at,
    updatedAt: at,
  };
}

export const merged = (pull: PullFacts): PullFacts => ({
  ...pull,
  state: 'closed',
  merged: true,
  updatedAt: atGitHub(),
});

/** The spine with a database and nothing else: what is decided is committed, and nobody delivers it. */
export function spineOn(pool: pg.Pool): Spine {
  const nobody = new Proxy({}, { get: () => () => undefined });
  const known: Partial<Spine> = {
    ledger: createLedger(pool),
    log: pino({ level: 'silent' }),
    failpoint: noFailpoints,
    refreshDelaySeconds: 0,
    retrySeconds: 0,
  };
  // Nothing is delivered, counted or asked of GitHub here.
  return new Proxy(known, { get: (own, name) => own[name as keyof Spine] ?? nobody }) as Spine;
}

/** One cycle, as an event about the pull request would lead to it. */
export function judgePull(
  spine: Spine,
  repository: StoredRepository,
  pull: PullFacts,
  { trace, activity = false }: { readonly trace: string; readonly activity?: boolean } = { trace: 'chaos' },
): Promise<Committed> {
  const place = { installation: TENANT, repositoryId: repository.id };
  const event = { name: 'pull_request', at: pull.updatedAt, trace: traceId(trace) };
  const cause = { event, asked: null };
  return judge(spine, place, repository, { pull, read: true }, { cause, force: false, finish: [], activity });
}
