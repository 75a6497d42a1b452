// Gathers what the doctor looks at. One account's or repository's trouble keeps it from no other.

import { randomUUID } from 'node:crypto';
import { examine } from '../core/doctor/examine.ts';
import type { DoctorFacts, InstallationApproved, Lack, RepositoryHealth } from '../core/doctor/facts.ts';
import type { Finding } from '../core/doctor/rule.ts';
import { Fault, UserFault } from '../core/faults.ts';
import {
  APP_ITSELF,
  type InstallationId,
  installationId,
  type Sha,
  type TraceId,
  traceId,
} from '../core/ids.ts';
import type { Mode, Policy } from '../core/policy.ts';
import type { Location } from '../ports/github.ts';
import type { StoredRepository } from '../ports/ledger.ts';
import type { Spine } from './spine.ts';

export interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly accounts: number;
  readonly repositories: number;
}

const OURS = 'clos/';
/** GitHub keeps deliveries this long (github-facts 1). */
const DELIVERY_DAYS = 3;
/** Looked at when none is named; each takes five to ten requests. */
const MOST_REPOSITORIES = 50;
/** Newest open pull requests of a repository whose checks are looked at, besides the default branch. */
const RECENT_HEADS = 3;

interface Patient {
  readonly account: InstallationApproved;
  readonly repository: StoredRepository;
}

/** `only`: one repository and its account. Throws UserFault when it is not known. */
export async function runDoctor(spine: Spine, only: Location | null): Promise<Diagnosis> {
  const facts = await gather(spine, only);
  const { installations, repositories } = facts;
  return { findings: examine(facts), accounts: installations.length, repositories: repositories.length };
}

async function gather(spine: Spine, only: Location | null): Promise<DoctorFacts> {
  const { examiner, quarantine, needs } = spine.clinic;
  const { app, clocks } = await clocksAndApp(spine);
  const all = await examiner.installations();
  const patients = await patientsOf(spine, all, only);
  const looked = patients.slice(0, MOST_REPOSITORIES);
  const accounts = only ? all.filter((one) => patients.some(({ account }) => account === one)) : all;
  const repositories: RepositoryHealth[] = [];
  const lacks: Lack[] = [];
  const unread: { what: string; why: string }[] = [];
  const trace = traceId(`doctor-${randomUUID()}`);
  for (const patient of looked) {
    const { owner, name } = patient.repository;
    const lack = await trying(() => lacksOf(spine, patient));
    if (!('why' in lack)) lacks.push(...lack);
    // Nothing of its code can be looked at; that was said.
    if (
      !('why' in lack) &&
      lack.some((one) => one.lacks === 'commits' || one.lacks === 'contents-permission')
    )
      continue;
    const health = await trying(() => healthOf(spine, patient, app.id, trace));
    if ('why' in health) unread.push({ what: `${owner}/${name}`, why: health.why });
    else repositories.push(health);
  }
  return {
    needs,
    app,
    clocks,
    hook: await examiner.hook(),
    failed: await undelivered(spine),
    quarantined: (await quarantine.list()).length,
    installations: accounts,
    repositories,
    unread,
    lacks,
    leftOut: patients.length - looked.length,
    ...(await histories(spine, accounts)),
  };
}

async function lacksOf({ clinic }: Spine, { account, repository }: Patient): Promise<readonly Lack[]> {
  const { owner, name } = repository;
  const found = await clinic.examiner.lacks(installationId(account.id), repository);
  return found.map((lacks) => ({
    repository: `${owner}/${name}`,
    url: `https://github.com/${owner}/${name}`,
    lacks,
  }));
}

async function trying<T>(work: () => Promise<T>): Promise<T | { why: string }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) return { why: error.code };
    throw error;
  }
}

const secondsBetween = (a: string, b: number): number => (Date.parse(a) - b) / 1000;

/** Each is compared with the middle of the call that told it; GitHub tells whole seconds. */
async function clocksAndApp({ clinic, ledger }: Spine): Promise<Pick<DoctorFacts, 'app' | 'clocks'>> {
  const times = [clinic.clock().getTime()];
  const { app, githubAt } = await clinic.examiner.app();
  times.push(clinic.clock().getTime());
  const database = await ledger.reading(APP_ITSELF, (reader) => reader.now());
  times.push(clinic.clock().getTime());
  const [start = 0, middle = 0, end = 0] = times;
  return {
    app,
    clocks: {
      github: secondsBetween(githubAt, (start + middle) / 2),
      database: secondsBetween(database, (middle + end) / 2),
    },
  };
}

async function undelivered({ clinic, ledger }: Spine): Promise<Record<string, number>> {
  const since = new Date(clinic.clock().getTime() - DELIVERY_DAYS * 86_400_000);
  const failed = await clinic.examiner.failed(since);
  const arrived = await ledger.arrived(failed.map(({ guid }) => guid));
  const lost = failed.filter(({ guid }) => !arrived.has(guid));
  const byEvent = Map.groupBy(lost, ({ event }) => event);
  return Object.fromEntries([...byEvent].map(([event, some]) => [event, some.length]));
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

async function patientsOf(
  spine: Spine,
  accounts: readonly InstallationApproved[],
  only: Location | null,
): Promise<readonly Patient[]> {
  const patients: Patient[] = [];
  // A suspended installation cannot be asked anything.
  for (const account of accounts.filter(({ suspended }) => !suspended)) {
    const known = await spine.ledger.reading(installationId(account.id), (reader) => reader.repositories());
    const active = known.filter(({ status }) => status === 'active');
    const wanted = active.filter(
      (one) => !only || (same(one.owner, only.owner) && same(one.name, only.name)),
    );
    patients.push(...wanted.map((repository) => ({ account, repository })));
  }
  if (only && patients.length === 0) {
    throw new UserFault(
      'not-known-yet',
      `${only.owner}/${only.name} is not a repository the app looks after.`,
      'Check the spelling, install the app there, or wait for the next sweep (two minutes).',
    );
  }
  return patients;
}

async function healthOf(
  spine: Spine,
  { account, repository }: Patient,
  appId: number,
  trace: TraceId,
): Promise<RepositoryHealth> {
  const { examiner, records } = spine.clinic;
  const installation = installationId(account.id);
  const { id, owner, name, defaultBranch, configuration } = repository;
  const branch = await examiner.branch(installation, repository, defaultBranch);
  const heads = [branch.headSha, ...(await recentHeads(spine, installation, repository))];
  const runs = [];
  const statuses: (readonly string[] | null)[] = [];
  for (const head of new Set(heads)) {
    runs.push(...(await examiner.runs(installation, repository, head, OURS)));
    statuses.push(await examiner.statuses(installation, repository, head));
  }
  const foreignRuns = runs.filter((run) => run.appId !== appId);
  await records.foreignRuns(installation, id, foreignRuns, trace);
  const ours = statuses.flatMap((contexts) => contexts ?? []).filter((context) => context.startsWith(OURS));
  return {
    name: `${owner}/${name}`,
    url: `https://github.com/${owner}/${name}`,
    branch: defaultBranch,
    mode: strictest(configuration?.policy ?? null, await records.modes(installation)),
    configuration: configuration?.source ?? 'default',
    gates: await gatesOf(spine, installation, repository),
    required: branch.required,
    mergeQueue: branch.mergeQueue,
    hearsQueue: account.events.includes('merge_group') && account.permissions.merge_queues !== undefined,
    foreignRuns,
    statuses: statuses.includes(null) ? null : [...new Set(ours)],
  };
}

async function gatesOf(
  { gates }: Spine,
  installation: InstallationId,
  { id, gatesActive }: StoredRepository,
): Promise<RepositoryHealth['gates']> {
  if (!gatesActive) return null;
  const stored = await gates.records.writing(installation, (writer) => writer.gates(id));
  return stored && { mode: stored.configuration.rules?.mode ?? null, source: stored.configuration.source };
}

const STRICTNESS: Record<Mode, number> = { observe: 0, warn: 1, enforce: 2 };

/** Of the pods it belongs to, the one that demands most; its own rules where it belongs to none. */
function strictest(policy: Policy | null, modes: ReadonlyMap<string, Mode>): Mode | null {
  if (policy === null) return null;
  const theirs = policy.pods.map(({ key }) => modes.get(key) ?? policy.mode);
  return theirs.toSorted((a, b) => STRICTNESS[b] - STRICTNESS[a])[0] ?? policy.mode;
}

async function recentHeads(
  { ledger }: Spine,
  installation: InstallationId,
  repository: StoredRepository,
): Promise<readonly Sha[]> {
  const open = await ledger.reading(installation, (reader) => reader.openPulls(repository.id));
  const newest = open.toSorted((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt));
  return newest.slice(0, RECENT_HEADS).map(({ headSha }) => headSha);
}

async function histories(
  { clinic }: Spine,
  accounts: readonly InstallationApproved[],
): Promise<Pick<DoctorFacts, 'mergedWithoutSlot' | 'frozen'>> {
  const mergedWithoutSlot: Record<string, number> = {};
  const frozen = [];
  for (const { id, account } of accounts) {
    const installation = installationId(id);
    mergedWithoutSlot[account] = await clinic.records.mergedWithoutSlot(installation);
    frozen.push(...(await clinic.records.frozen(installation)).map((pod) => ({ account, ...pod })));
  }
  return { mergedWithoutSlot, frozen };
}
