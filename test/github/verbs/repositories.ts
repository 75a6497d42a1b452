// Repositories come, change their names and owners, and go. Their ids stay; old names redirect until they are reused.

import { organizationJson, userJson } from '../render/account.ts';
import { installationJson } from '../render/installation.ts';
import { shortRepositoryJson } from '../render/repository.ts';
import { FileTable } from '../state/files.ts';
import { addCommit, applyChanges, type FileChanges } from '../state/git.ts';
import type { Account, Commit, CommitStatus, Repository, RequiredCheck } from '../state/model.ts';
import {
  covers,
  ensureAccount,
  fullName,
  installationFor,
  nowIn,
  repositoryNamed,
  type World,
} from '../state/world.ts';
import { actor, type By, touch } from './context.ts';
import { commitOn, moveBranch } from './git.ts';

export type NewRepository = {
  readonly owner: string;
  readonly name: string;
  readonly private?: boolean;
  /** Every member of the enterprise may read it; GitHub calls it private all the same. */
  readonly internal?: boolean;
  readonly defaultBranch?: string;
  readonly files?: FileChanges;
  /** Without a single commit, as one that was only made. */
  readonly empty?: boolean;
};

type Origin = { forkOf: Repository | null; commits: Map<string, Commit> };

function blankRepository(world: World, owner: Account, given: NewRepository, origin: Origin): Repository {
  const at = nowIn(world);
  return {
    id: world.nextId(),
    createdAt: at,
    updatedAt: at,
    pushedAt: at,
    ...origin,
    branches: new Map(),
    pulls: new Map(),
    issues: new Map(),
    gone: new Map(),
    pullsByHead: new Map(),
    openByBranch: new Map(),
    labels: new Map(),
    suites: new Map(),
    runsBySha: new Map(),
    protections: new Map(),
    collaborators: new Map(),
    mergeGroups: new Map(),
    rulesets: new Map(),
    statuses: [],
    owner,
    name: given.name,
    private: given.private ?? given.internal ?? false,
    internal: given.internal ?? false,
    archived: false,
    hasPulls: true,
    defaultBranch: given.defaultBranch ?? 'main',
    openPulls: 0,
    openIssues: 0,
    nextNumber: 1,
  };
}

function register(world: World, repository: Repository): void {
  const name = fullName(repository).toLowerCase();
  world.names.set(name, repository);
  world.formerNames.delete(name);
  world.repositories.set(repository.id, repository);
}

/** The owner is made an organisation on first mention, as people are made users. */
export function createRepository(world: World, given: NewRepository, by?: By): Repository {
  const owner = ensureAccount(world, given.owner, 'Organization');
  const repository = blankRepository(world, owner, given, { forkOf: null, commits: new Map() });
  if (world.names.has(fullName(repository).toLowerCase()))
    throw new Error(`${fullName(repository)} exists already`);
  const sender = actor(world, by, owner);
  if (given.empty !== true) {
    const files = applyChanges(FileTable.empty, given.files ?? { 'README.md': `# ${given.name}\n` });
    const at = { parents: [], message: 'Initial commit', author: sender, date: nowIn(world) };
    repository.branches.set(repository.defaultBranch, addCommit(repository, { files, ...at }).sha);
  }
  register(world, repository);
  world.emit({ name: 'repository.created', repository, sender, fields: {} });
  tellReach(world, 'added', repository, sender);
  return repository;
}

/** A fork shares the objects of its origin and starts with its default branch. */
export function forkRepository(world: World, origin: Repository, login: string): Repository {
  const owner = ensureAccount(world, login);
  const known = world.names.get(`${owner.login}/${origin.name}`.toLowerCase());
  if (known !== undefined) return known;
  const given = {
    owner: login,
    name: origin.name,
    private: origin.private,
    internal: origin.internal,
    defaultBranch: origin.defaultBranch,
  };
  const fork = blankRepository(world, owner, given, { forkOf: origin, commits: origin.commits });
  for (const [branch, sha] of origin.branches) fork.branches.set(branch, sha);
  register(world, fork);
  return fork;
}

/** An installation on all repositories gains and loses with its account; the app is told in the same words. */
function tellReach(world: World, change: 'added' | 'removed', repository: Repository, sender: Account): void {
  const installation = installationFor(world, repository);
  if (installation === null) return;
  const short = [shortRepositoryJson(repository)];
  world.emit({
    name: `installation_repositories.${change}`,
    installation,
    sender,
    fields: {
      installation: installationJson(world, installation),
      repository_selection: installation.selection === 'all' ? 'all' : 'selected',
      repositories_added: change === 'added' ? short : [],
      repositories_removed: change === 'removed' ? short : [],
      requester: null,
    },
  });
}

export type FileCommit = { branch?: string; path: string; content: string | null; message?: string };

export function commitFile(world: World, name: string, file: FileCommit, by?: By): string {
  const message = file.message ?? `${file.content === null ? 'Delete' : 'Update'} ${file.path}`;
  const { branch } = file;
  return commitFiles(
    world,
    name,
    { [file.path]: file.content },
    { message, ...(branch ? { branch } : {}) },
    by,
  );
}

export type FilesCommit = { readonly branch?: string; readonly message?: string };

/** A branch that is not there yet starts where the default branch is. */
export function commitFiles(
  world: World,
  name: string,
  changes: FileChanges,
  given: FilesCommit = {},
  by?: By,
): string {
  const repository = repositoryNamed(world, name);
  const author = actor(world, by, repository.owner);
  const branch = given.branch ?? repository.defaultBranch;
  if (!repository.branches.has(branch)) {
    repository.branches.set(branch, repository.branches.get(repository.defaultBranch) as string);
  }
  const message = given.message ?? 'Update files';
  const commit = commitOn(world, repository, { branch, changes, message, author });
  moveBranch(world, repository, { branch, to: commit.sha, by: author });
  return commit.sha;
}

function rename(world: World, repository: Repository, change: () => void): void {
  const old = fullName(repository).toLowerCase();
  change();
  const fresh = fullName(repository).toLowerCase();
  if (fresh !== old && world.names.has(fresh)) throw new Error(`${fresh} exists already`);
  world.names.delete(old);
  world.names.set(fresh, repository);
  world.formerNames.delete(fresh);
  if (fresh !== old) world.formerNames.set(old, repository);
  touch(world, repository);
}

export function renameRepository(world: World, name: string, newName: string, by?: By): Repository {
  const repository = repositoryNamed(world, name);
  const from = repository.name;
  rename(world, repository, () => {
    repository.name = newName;
  });
  const changes = { repository: { name: { from } } };
  world.emit({
    name: 'repository.renamed',
    repository,
    sender: actor(world, by, repository.owner),
    fields: { changes },
  });
  return repository;
}

export function transferRepository(world: World, name: string, newOwner: string, by?: By): Repository {
  const repository = repositoryNamed(world, name);
  const old = repository.owner;
  const sender = actor(world, by, old);
  const left = installationFor(world, repository);
  tellReach(world, 'removed', repository, sender);
  if (left !== null && left.selection !== 'all') left.selection.delete(repository.id);
  rename(world, repository, () => {
    repository.owner = ensureAccount(world, newOwner, 'Organization');
  });
  tellReach(world, 'added', repository, sender);
  const from =
    old.type === 'Organization'
      ? { organization: organizationJson(world, old) }
      : { user: userJson(world, old) };
  world.emit({
    name: 'repository.transferred',
    repository,
    sender,
    fields: { changes: { owner: { from } } },
  });
  return repository;
}

export function deleteRepository(world: World, name: string, by?: By): void {
  const repository = repositoryNamed(world, name);
  const sender = actor(world, by, repository.owner);
  world.emit({ name: 'repository.deleted', repository, sender, fields: {} });
  tellReach(world, 'removed', repository, sender);
  world.names.delete(fullName(repository).toLowerCase());
  world.repositories.delete(repository.id);
  for (const [former, target] of world.formerNames)
    if (target === repository) world.formerNames.delete(former);
  for (const installation of world.installations.values()) {
    if (installation.selection !== 'all' && covers(installation, repository))
      installation.selection.delete(repository.id);
  }
}

/**
 * The list and each of them are a bare 404 then, and all are there again once they are switched on. No webhook tells.
 * (https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/disabling-pull-requests)
 */
export function switchPulls(world: World, name: string, on: boolean): void {
  const repository = repositoryNamed(world, name);
  repository.hasPulls = on;
  touch(world, repository);
}

type Setting = 'archived' | 'unarchived' | 'privatized' | 'publicized';

export function changeRepository(world: World, name: string, to: Setting, by?: By): void {
  const repository = repositoryNamed(world, name);
  if (to === 'archived' || to === 'unarchived') repository.archived = to === 'archived';
  else {
    repository.private = to === 'privatized';
    repository.internal = false;
  }
  touch(world, repository);
  world.emit({
    name: `repository.${to}`,
    repository,
    sender: actor(world, by, repository.owner),
    fields: {},
  });
}

export type CheckRule = { readonly context: string; readonly appId?: number | null };

export function requireChecks(
  world: World,
  name: string,
  branch: string,
  rules: readonly CheckRule[],
  strict = false,
): void {
  const checks: RequiredCheck[] = rules.map(({ context, appId }) => ({ context, appId: appId ?? null }));
  const { protections } = repositoryNamed(world, name);
  if (checks.length === 0) protections.delete(branch);
  else protections.set(branch, { checks, strict });
}

export type RulesetGiven = { readonly checks?: readonly CheckRule[]; readonly mergeQueue?: boolean };

/** What a ruleset demands of a branch; it replaces what one demanded before. */
export function setRuleset(world: World, name: string, branch: string, given: RulesetGiven): void {
  const checks = (given.checks ?? []).map(({ context, appId }) => ({ context, appId: appId ?? null }));
  repositoryNamed(world, name).rulesets.set(branch, { checks, mergeQueue: given.mergeQueue ?? false });
}

export type StatusGiven = Pick<CommitStatus, 'sha' | 'context' | 'state'>;

export function setStatus(world: World, name: string, given: StatusGiven): void {
  const { statuses } = repositoryNamed(world, name);
  statuses.unshift({ ...given, id: world.nextId(), createdAt: nowIn(world) });
}
