// Check suites and runs. A suite belongs to one app and one SHA; its status is derived from its runs, except after a
// rerequest, which puts the suite back to `queued` and leaves the runs alone until the app touches one.

import type {
  AppRecord,
  CheckRun,
  CheckStatus,
  CheckSuite,
  Conclusion,
  Pull,
  Repository,
  RequiredCheck,
} from './model.ts';
import { nowIn, type World } from './world.ts';

const maximumRunsPerName = 1_000; // per suite; GitHub deletes the oldest beyond this
const passing: ReadonlySet<Conclusion | null> = new Set<Conclusion | null>(['success', 'neutral', 'skipped']);

type SuiteOf = { app: AppRecord; headSha: string; headBranch?: string | null; before?: string };

export function ensureSuite(world: World, repository: Repository, of: SuiteOf): CheckSuite {
  const key = `${of.app.id}:${of.headSha}`;
  const found = repository.suites.get(key);
  if (found !== undefined) return found;
  const at = nowIn(world);
  const suite: CheckSuite = {
    id: world.nextId(),
    repository,
    app: of.app,
    headSha: of.headSha,
    headBranch: of.headBranch ?? branchAt(repository, of.headSha),
    before: of.before ?? '0'.repeat(40),
    createdAt: at,
    updatedAt: at,
    runs: [],
    reopened: false,
  };
  repository.suites.set(key, suite);
  world.suites.set(suite.id, suite);
  return suite;
}

/** Only branches of this repository count: GitHub does not detect pushes to a fork. */
function branchAt(repository: Repository, sha: string): string | null {
  for (const pull of repository.pullsByHead.get(sha) ?? [])
    if (pull.head.repository === repository) return pull.head.ref;
  for (const [name, tip] of repository.branches) if (tip === sha) return name;
  return null;
}

export function suiteStatus(suite: CheckSuite): CheckStatus {
  if (suite.reopened || suite.runs.length === 0) return 'queued';
  if (suite.runs.every((run) => run.status === 'completed')) return 'completed';
  return suite.runs.some((run) => run.status !== 'queued') ? 'in_progress' : 'queued';
}

const worstFirst: readonly Conclusion[] = [
  'action_required',
  'timed_out',
  'cancelled',
  'failure',
  'stale',
  'success',
  'neutral',
  'skipped',
];

export function suiteConclusion(suite: CheckSuite): Conclusion | null {
  if (suiteStatus(suite) !== 'completed') return null;
  const latest = latestPerName(suite.runs).map((run) => run.conclusion);
  return worstFirst.find((conclusion) => latest.includes(conclusion)) ?? null;
}

export function addRun(world: World, suite: CheckSuite, run: CheckRun): void {
  suite.runs.push(run);
  world.checkRuns.set(run.id, run);
  const { runsBySha } = suite.repository;
  const here = runsBySha.get(suite.headSha);
  if (here === undefined) runsBySha.set(suite.headSha, [run]);
  else here.push(run);
  const sameName = suite.runs.filter((other) => other.name === run.name);
  if (sameName.length > maximumRunsPerName) removeRun(world, sameName[0] as CheckRun);
}

function removeRun(world: World, run: CheckRun): void {
  world.checkRuns.delete(run.id);
  for (const list of [run.suite.runs, run.suite.repository.runsBySha.get(run.suite.headSha) ?? []]) {
    list.splice(list.indexOf(run), 1);
  }
}

/** Newest run of each name, newest first, told apart by app as GitHub does. */
export function latestPerName(runs: readonly CheckRun[]): CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of runs) {
    const key = `${run.suite.app.id}:${run.name}`;
    const other = latest.get(key);
    if (other === undefined || run.id > other.id) latest.set(key, run);
  }
  return [...latest.values()].sort((a, b) => b.id - a.id);
}

export function runsAt(repository: Repository, sha: string): readonly CheckRun[] {
  return repository.runsBySha.get(sha) ?? [];
}

/** Open pull requests whose head is this commit in this very repository; a fork's are left out, as on GitHub. */
export function pullsOfCheck(suite: CheckSuite): Pull[] {
  const all = [...(suite.repository.pullsByHead.get(suite.headSha) ?? [])];
  return all.filter((pull) => pull.head.repository === suite.repository && pull.state === 'open');
}

export type MissingCheck = { readonly context: string; readonly state: 'expected' | 'pending' | 'failing' };

/** Required checks that do not let this commit in. A check bound to an app is only satisfied by that app's run. */
export function missingChecks(repository: Repository, branch: string, sha: string): MissingCheck[] {
  const required = [
    ...(repository.protections.get(branch)?.checks ?? []),
    ...(repository.rulesets.get(branch)?.checks ?? []),
  ];
  const latest = latestPerName(runsAt(repository, sha));
  return required.flatMap((check) => missing(check, latest));
}

function missing(required: RequiredCheck, latest: readonly CheckRun[]): MissingCheck[] {
  const anyApp = required.appId === null || required.appId === -1;
  const runs = latest.filter(
    ({ name, suite }) => name === required.context && (anyApp || suite.app.id === required.appId),
  );
  const { context } = required;
  if (runs.length === 0) return [{ context, state: 'expected' }];
  if (runs.some((run) => run.status !== 'completed')) return [{ context, state: 'pending' }];
  return runs.every((run) => passing.has(run.conclusion)) ? [] : [{ context, state: 'failing' }];
}
