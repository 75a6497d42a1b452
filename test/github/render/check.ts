// Check runs and suites as GitHub shows them. `pull_requests` names only pull requests from branches of the same repository.

import { pullsOfCheck, suiteConclusion, suiteStatus } from '../state/checks.ts';
import { commitOf } from '../state/git.ts';
import type { CheckRun, CheckSuite, Json } from '../state/model.ts';
import { nodeId, type World } from '../state/world.ts';
import { appJson } from './account.ts';
import { headCommitJson } from './commit.ts';
import { pullMinimalJson } from './pull.ts';
import { repositoryJson, repositoryPage, repositoryUrl } from './repository.ts';

export function runJson(world: World, run: CheckRun): Json {
  const { suite } = run;
  const url = `${repositoryUrl(world, suite.repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: suite.headSha,
    external_id: run.externalId,
    url,
    html_url: `${repositoryPage(suite.repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `https://github.com/apps/${suite.app.slug}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: suite.id },
    app: appJson(world, suite.app),
    pull_requests: pullsOfCheck(suite).map((pull) => pullMinimalJson(world, pull)),
  };
}

/** In payloads the run carries its suite. */
export function runPayloadJson(world: World, run: CheckRun): Json {
  const { suite } = run;
  return {
    ...runJson(world, run),
    check_suite: {
      id: suite.id,
      node_id: nodeId('CS', suite.id),
      head_branch: suite.headBranch,
      head_sha: suite.headSha,
      status: suiteStatus(suite),
      conclusion: suiteConclusion(suite),
      url: suiteUrl(world, suite),
      before: suite.before,
      after: suite.headSha,
      pull_requests: pullsOfCheck(suite).map((pull) => pullMinimalJson(world, pull)),
      app: appJson(world, suite.app),
      created_at: suite.createdAt,
      updated_at: suite.updatedAt,
    },
  };
}

function suiteUrl(world: World, suite: CheckSuite): string {
  return `${repositoryUrl(world, suite.repository)}/check-suites/${suite.id}`;
}

export function suitePayloadJson(world: World, suite: CheckSuite): Json {
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: suiteStatus(suite),
    conclusion: suiteConclusion(suite),
    url: suiteUrl(world, suite),
    before: suite.before,
    after: suite.headSha,
    pull_requests: pullsOfCheck(suite).map((pull) => pullMinimalJson(world, pull)),
    app: appJson(world, suite.app),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: suite.runs.length,
    check_runs_url: `${suiteUrl(world, suite)}/check-runs`,
    head_commit: headCommitJson(commitOf(suite.repository, suite.headSha)),
  };
}

export function suiteJson(world: World, suite: CheckSuite): Json {
  return { ...suitePayloadJson(world, suite), repository: repositoryJson(world, suite.repository) };
}
