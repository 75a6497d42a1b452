// Check runs as apps write them and as people ask for them again. Only the app that owns a suite hears of a rerequest.

import { runPayloadJson, suitePayloadJson } from '../render/check.ts';
import { addRun, ensureSuite, latestPerName, runsAt, suiteStatus } from '../state/checks.ts';
import type {
  Account,
  AppRecord,
  CheckRun,
  CheckStatus,
  CheckSuite,
  Conclusion,
  Json,
  Repository,
} from '../state/model.ts';
import { ensureAccount, nowIn, pullNumbered, repositoryNamed, type World } from '../state/world.ts';
import { actor, type By } from './context.ts';

export type RunFields = {
  readonly name?: string;
  readonly external_id?: string;
  readonly details_url?: string;
  readonly status?: CheckStatus;
  readonly conclusion?: Conclusion;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly output?: { title?: string; summary?: string; text?: string; annotations?: Json[] };
  readonly actions?: Json[];
};

type NewRun = {
  repository: Repository;
  app: AppRecord;
  headSha: string;
  name: string;
  fields: RunFields;
  sender: Account;
};

export function createRun(
  world: World,
  { repository, app, headSha, name, fields, sender }: NewRun,
): CheckRun {
  const suite = ensureSuite(world, repository, { app, headSha });
  const run: CheckRun = {
    id: world.nextId(),
    suite,
    annotations: [],
    name,
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: nowIn(world),
    completedAt: null,
    output: { title: null, summary: null, text: null },
    actions: [],
  };
  addRun(world, suite, run);
  setFields(world, run, fields);
  tellRun(world, 'created', run, sender);
  if (run.status === 'completed') tellCompleted(world, run, sender);
  return run;
}

export function updateRun(world: World, run: CheckRun, fields: RunFields, sender: Account): void {
  setFields(world, run, fields);
  const toldStatus = fields.status !== undefined || fields.conclusion !== undefined;
  if (run.status === 'completed' && toldStatus) tellCompleted(world, run, sender);
}

/** A conclusion implies `completed`; leaving `completed` clears the conclusion. Annotations are appended, never replaced. */
function setFields(world: World, run: CheckRun, fields: RunFields): void {
  run.name = fields.name ?? run.name;
  run.externalId = fields.external_id ?? run.externalId;
  run.detailsUrl = fields.details_url ?? run.detailsUrl;
  run.actions = fields.actions ?? run.actions;
  if (fields.started_at !== undefined) run.startedAt = fields.started_at;
  const status =
    fields.conclusion !== undefined || fields.completed_at !== undefined ? 'completed' : fields.status;
  if (status === 'completed') {
    run.status = status;
    run.conclusion = fields.conclusion ?? run.conclusion;
    run.completedAt = fields.completed_at ?? nowIn(world);
  } else if (status !== undefined) {
    Object.assign(run, { status, conclusion: null, completedAt: null });
  }
  if (fields.output !== undefined) {
    const { title, summary, text, annotations } = fields.output;
    run.output = {
      title: title ?? run.output.title,
      summary: summary ?? run.output.summary,
      text: text ?? run.output.text,
    };
    run.annotations.push(...(annotations ?? []));
  }
  run.suite.reopened = false;
  run.suite.updatedAt = nowIn(world);
}

function tellRun(world: World, action: string, run: CheckRun, sender: Account, more: Json = {}): void {
  const fields = () => ({ check_run: runPayloadJson(world, run), ...more });
  world.emit({ name: `check_run.${action}`, repository: run.suite.repository, sender, fields });
}

function tellCompleted(world: World, run: CheckRun, sender: Account): void {
  tellRun(world, 'completed', run, sender);
  if (suiteStatus(run.suite) === 'completed') tellSuite(world, 'completed', run.suite, sender);
}

function tellSuite(world: World, action: string, suite: CheckSuite, sender: Account): void {
  const fields = () => ({ check_suite: suitePayloadJson(world, suite) });
  world.emit({ name: `check_suite.${action}`, repository: suite.repository, sender, fields });
}

/** The suite goes back to `queued`; the run itself is left as it is until its app changes it. */
export function rerequestRun(world: World, run: CheckRun, sender: Account): void {
  run.suite.reopened = true;
  run.suite.updatedAt = nowIn(world);
  if (run.suite.app === world.app) tellRun(world, 'rerequested', run, sender);
}

/**
 * Two weeks have gone by: what was not finished is `stale` (https://docs.github.com/en/rest/checks/runs: "after 14 days").
 * No webhook tells.
 */
export function staleChecks(world: World, name: string, number: number): void {
  const pull = pullNumbered(world, name, number);
  for (const run of runsAt(pull.repository, pull.head.sha)) {
    if (run.status === 'completed') continue;
    Object.assign(run, { status: 'completed', conclusion: 'stale', completedAt: nowIn(world) });
  }
}

/** Retention is over: the runs of the head are deleted, and no webhook tells (https://docs.github.com/en/rest/guides/using-the-rest-api-to-interact-with-checks). */
export function deleteOldChecks(world: World, name: string, number: number): void {
  const { repository, head } = pullNumbered(world, name, number);
  for (const run of runsAt(repository, head.sha)) {
    world.checkRuns.delete(run.id);
    run.suite.runs.splice(0);
  }
  repository.runsBySha.delete(head.sha);
}

function latestRun(world: World, name: string, number: number, check: string): CheckRun {
  const pull = pullNumbered(world, name, number);
  const found = latestPerName(runsAt(pull.repository, pull.head.sha)).find((run) => run.name === check);
  if (found === undefined) throw new Error(`${name}#${number} shows no check ${check}`);
  return found;
}

export function rerequestCheck(world: World, name: string, number: number, check: string, by?: By): void {
  const run = latestRun(world, name, number, check);
  rerequestRun(world, run, actor(world, by, pullNumbered(world, name, number).author));
}

export function rerequestCheckAt(world: World, name: string, sha: string, check: string, by: By): void {
  const repository = repositoryNamed(world, name);
  const run = latestPerName(runsAt(repository, sha)).find((one) => one.name === check);
  if (run === undefined) throw new Error(`${name}@${sha} shows no check ${check}`);
  rerequestRun(world, run, actor(world, by, repository.owner));
}

export function rerequestSuiteAt(world: World, name: string, sha: string, by: By | undefined): void {
  const repository = repositoryNamed(world, name);
  const suite = ensureSuite(world, repository, { app: world.app, headSha: sha });
  suite.reopened = true;
  suite.updatedAt = nowIn(world);
  tellSuite(world, 'rerequested', suite, actor(world, by, repository.owner));
}

export function rerequestSuite(world: World, name: string, number: number, by?: By): void {
  const { head, author } = pullNumbered(world, name, number);
  rerequestSuiteAt(world, name, head.sha, by ?? { as: author.login });
}

/** Someone pressed one of the buttons the run offers. */
export function requestAction(
  world: World,
  name: string,
  number: number,
  check: string,
  action: string,
  by?: By,
): void {
  const run = latestRun(world, name, number, check);
  if (!run.actions.some((one) => one.identifier === action))
    throw new Error(`${check} offers no action ${action}`);
  const sender = actor(world, by, pullNumbered(world, name, number).author);
  tellRun(world, 'requested_action', run, sender, { requested_action: { identifier: action } });
}

const otherApps = new WeakMap<World, Map<string, AppRecord>>();

/** Another app on this GitHub, such as `github-actions`; made on first mention. */
function otherApp(world: World, slug: string): AppRecord {
  const known = otherApps.get(world) ?? new Map<string, AppRecord>();
  otherApps.set(world, known);
  const found = known.get(slug);
  if (found !== undefined) return found;
  const owner = ensureAccount(world, `${slug}-owner`, 'Organization');
  const made = { id: world.nextId(), slug, name: slug, owner, createdAt: nowIn(world) };
  known.set(slug, made);
  return made;
}

export type ForeignCheck = {
  readonly app?: string;
  readonly name: string;
  readonly conclusion?: Conclusion;
  readonly sha: string;
};

/** A check another app reports: whatever its name says, it is not ours. */
export function reportForeignCheck(world: World, name: string, given: ForeignCheck): CheckRun {
  const app = otherApp(world, given.app ?? 'github-actions');
  const sender = ensureAccount(world, `${app.slug}[bot]`, 'Bot');
  const fields = given.conclusion === undefined ? {} : { conclusion: given.conclusion };
  const repository = repositoryNamed(world, name);
  return createRun(world, { repository, app, headSha: given.sha, name: given.name, fields, sender });
}
