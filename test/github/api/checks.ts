// The Checks API: only apps create runs, an app changes only its own, and GitHub's size limits hold.

import { runJson, suiteJson } from '../render/check.ts';
import { latestPerName, runsAt } from '../state/checks.ts';
import { resolveRef } from '../state/git.ts';
import type { CheckRun, Json } from '../state/model.ts';
import { createRun, type RunFields, rerequestRun, updateRun } from '../verbs/checks.ts';
import {
  type Answer,
  ApiError,
  botOf,
  type Call,
  invalid,
  listing,
  type Needs,
  notAccessible,
  notFound,
  paged,
  type Route,
  reads,
  repositoryOf,
  writes,
} from './route.ts';

const longestText = 65_535; // characters of summary and of text
const mostAnnotations = 50; // per request
const mostActions = 3;
const actionLengths = { label: 20, identifier: 20, description: 40 } as const;
const readChecks = reads('checks');
const writeChecks = writes('checks');

function validate(body: Json): RunFields {
  const fields = body as RunFields;
  const { output, actions } = fields;
  for (const field of ['summary', 'text'] as const) {
    if ((output?.[field]?.length ?? 0) > longestText) {
      throw invalid('CheckRun', field, `${field} exceeds a maximum bytesize of ${longestText}`);
    }
  }
  if (output !== undefined && output.summary === undefined)
    throw invalid('CheckRun', 'output', 'summary is required');
  if ((output?.annotations?.length ?? 0) > mostAnnotations)
    throw invalid('CheckRun', 'annotations', 'exceeds maximum quantity of 50');
  if ((actions?.length ?? 0) > mostActions)
    throw invalid('CheckRun', 'actions', 'exceeds maximum quantity of 3');
  for (const action of actions ?? []) {
    for (const [field, longest] of Object.entries(actionLengths)) {
      const text = action[field];
      if (typeof text !== 'string' || text.length === 0 || text.length > longest) {
        throw invalid('CheckRun', field, `${field} must have 1 to ${longest} characters`);
      }
    }
  }
  if (fields.status === 'completed' && fields.conclusion === undefined) {
    throw new ApiError(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.');
  }
  if (fields.conclusion === 'stale') throw invalid('CheckRun', 'conclusion');
  return fields;
}

function create(call: Call): Answer {
  const repository = repositoryOf(call, writeChecks);
  if (repository.archived) throw new ApiError(403, 'Repository was archived so is read-only.');
  const fields = validate(call.body);
  const { name, head_sha: headSha } = call.body;
  if (typeof name !== 'string' || name === '')
    throw new ApiError(422, 'Invalid request.\n\n"name" wasn\'t supplied.');
  if (typeof headSha !== 'string' || !repository.commits.has(headSha)) {
    throw new ApiError(422, `No commit found for SHA: ${String(headSha)}`);
  }
  const run = createRun(call.world, {
    repository,
    app: call.world.app,
    headSha,
    name,
    fields,
    sender: botOf(call),
  });
  return { status: 201, body: runJson(call.world, run) };
}

function runOf(call: Call, needs: Needs): CheckRun {
  const repository = repositoryOf(call, needs);
  const found = call.world.checkRuns.get(Number(call.params.check_run_id));
  if (found === undefined || found.suite.repository !== repository) throw notFound();
  return found;
}

function update(call: Call): Answer {
  const run = runOf(call, writeChecks);
  if (run.suite.app !== call.world.app)
    throw new ApiError(
      403,
      'Invalid app_id `' +
        run.suite.app.id +
        '` - check run can only be modified by the GitHub App that created it.',
    );
  if (run.suite.repository.archived) throw new ApiError(403, 'Repository was archived so is read-only.');
  updateRun(call.world, run, validate(call.body), botOf(call));
  return { status: 200, body: runJson(call.world, run) };
}

function listForRef(call: Call): Answer {
  const repository = repositoryOf(call, readChecks);
  const commit = resolveRef(repository, call.params.ref ?? '');
  if (commit === null) throw new ApiError(422, `No commit found for SHA: ${call.params.ref}`);
  const { check_name: name, filter = 'latest', app_id: app, status } = call.query;
  const here = runsAt(repository, commit.sha);
  const chosen = filter === 'all' ? [...here].reverse() : latestPerName(here);
  const matching = chosen.filter((run) => {
    if (name !== undefined && run.name !== name) return false;
    return (
      (app === undefined || run.suite.app.id === Number(app)) &&
      (status === undefined || run.status === status)
    );
  });
  const { items, headers } = paged(call, matching, (run) => runJson(call.world, run));
  return { status: 200, headers, body: { total_count: matching.length, check_runs: items } };
}

function listSuites(call: Call): Answer {
  const repository = repositoryOf(call, readChecks);
  const commit = resolveRef(repository, call.params.ref ?? '');
  if (commit === null) throw new ApiError(422, `No commit found for SHA: ${call.params.ref}`);
  const { app_id: app, check_name: name } = call.query;
  const suites = [...repository.suites.values()].filter((suite) => {
    if (suite.headSha !== commit.sha || (app !== undefined && suite.app.id !== Number(app))) return false;
    return name === undefined || suite.runs.some((run) => run.name === name);
  });
  const { items, headers } = paged(call, suites, (suite) => suiteJson(call.world, suite));
  return { status: 200, headers, body: { total_count: suites.length, check_suites: items } };
}

function listAnnotations(call: Call): Answer {
  const run = runOf(call, readChecks);
  const none = { start_column: null, end_column: null, title: null, raw_details: null };
  return listing(call, run.annotations, (one) => ({
    ...none,
    ...one,
    blob_href: `https://github.com/${run.suite.headSha}`,
  }));
}

function rerequest(call: Call): Answer {
  const run = runOf(call, writeChecks);
  if (run.suite.app !== call.world.app) throw notAccessible();
  rerequestRun(call.world, run, botOf(call));
  return { status: 201, body: {} };
}

export const checkRoutes: readonly Route[] = [
  { operation: 'checks/create', auth: 'installation', handle: create },
  { operation: 'checks/update', auth: 'installation', handle: update },
  {
    operation: 'checks/get',
    auth: 'installation',
    handle: (call) => ({ status: 200, body: runJson(call.world, runOf(call, readChecks)) }),
  },
  { operation: 'checks/list-for-ref', auth: 'installation', handle: listForRef },
  { operation: 'checks/list-suites-for-ref', auth: 'installation', handle: listSuites },
  { operation: 'checks/list-annotations', auth: 'installation', handle: listAnnotations },
  { operation: 'checks/rerequest-run', auth: 'installation', handle: rerequest },
];
