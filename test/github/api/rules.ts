// What is demanded of a branch by rulesets, and the commit statuses of a commit. What rulesets demand needs no permission to see.

import { fullRepositoryJson, repositoryUrl } from '../render/repository.ts';
import { resolveRef } from '../state/git.ts';
import type { CommitStatus, Json, Repository } from '../state/model.ts';
import { nodeId } from '../state/world.ts';
import { type Answer, ApiError, type Call, listing, type Route, reads, repositoryOf } from './route.ts';

const mergeQueueParameters = {
  check_response_timeout_minutes: 60,
  grouping_strategy: 'ALLGREEN',
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  merge_method: 'MERGE',
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
};

function branchRules(call: Call): Answer {
  const repository = repositoryOf(call, reads('metadata'));
  const ruleset = repository.rulesets.get(call.params.branch ?? '');
  if (ruleset === undefined) return listing(call, [], (one) => one);
  const source = {
    ruleset_source_type: 'Repository',
    ruleset_source: `${repository.owner.login}/${repository.name}`,
    ruleset_id: repository.id,
  };
  const required = ruleset.checks.map(({ context, appId }) =>
    appId === null ? { context } : { context, integration_id: appId },
  );
  const parameters = { required_status_checks: required, strict_required_status_checks_policy: false };
  const rules: Json[] = [
    ...(required.length > 0 ? [{ type: 'required_status_checks', parameters, ...source }] : []),
    ...(ruleset.mergeQueue ? [{ type: 'merge_queue', parameters: mergeQueueParameters, ...source }] : []),
  ];
  return listing(call, rules, (one) => one);
}

function statusJson(call: Call, repository: Repository, status: CommitStatus): Json {
  return {
    url: `${repositoryUrl(call.world, repository)}/statuses/${status.sha}`,
    avatar_url: null,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: null,
    target_url: null,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

/** The newest of each context; without any the state is `pending`. */
function combinedStatus(call: Call): Answer {
  const repository = repositoryOf(call, reads('statuses'));
  const commit = resolveRef(repository, call.params.ref ?? '');
  if (commit === null) throw new ApiError(422, `No commit found for SHA: ${call.params.ref}`);
  const { sha } = commit;
  const here = repository.statuses.filter((status) => status.sha === sha);
  const newest = here.filter(({ context }, i) => here.findIndex((one) => one.context === context) === i);
  const bad = newest.some(({ state }) => state === 'failure' || state === 'error');
  const good = newest.length > 0 && newest.every(({ state }) => state === 'success');
  const url = `${repositoryUrl(call.world, repository)}/commits/${sha}`;
  const statuses = newest.map((status) => statusJson(call, repository, status));
  const body = {
    state: bad ? 'failure' : good ? 'success' : 'pending',
    statuses,
    sha,
    total_count: statuses.length,
    commit_url: url,
    url: `${url}/status`,
  };
  return { status: 200, body: { ...body, repository: fullRepositoryJson(call.world, repository) } };
}

export const ruleRoutes: readonly Route[] = [
  { operation: 'repos/get-branch-rules', auth: 'installation', handle: branchRules },
  { operation: 'repos/get-combined-status-for-ref', auth: 'installation', handle: combinedStatus },
];
