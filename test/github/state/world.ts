// The whole state of the simulated GitHub, with the look-ups everything else uses.
// Names are case-insensitive and change; ids never do, so links between things are by reference or id.

import type {
  Account,
  AppRecord,
  CheckRun,
  CheckSuite,
  Comment,
  Installation,
  Issue,
  Json,
  Label,
  Permissions,
  Pull,
  Repository,
  Subject,
  Team,
  Token,
} from './model.ts';
import type { Random } from './random.ts';

export type Emit = (event: OutgoingEvent) => void;

/** One thing that happened; the webhook layer decides whether and how the app hears of it. */
export type OutgoingEvent = {
  readonly name: string; // as in `usedWebhooks`: event.action, or the event alone
  readonly sender: Account;
  readonly repository?: Repository;
  readonly installation?: Installation;
  readonly fields: Json | (() => Json); // a function is asked only when the app is to hear of it
};

export type World = {
  readonly app: AppRecord;
  readonly bot: Account;
  readonly random: Random;
  readonly clock: () => Date;
  readonly accounts: Map<string, Account>;
  readonly repositories: Map<number, Repository>;
  readonly names: Map<string, Repository>;
  readonly formerNames: Map<string, Repository>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, Token>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly suites: Map<number, CheckSuite>;
  readonly comments: Map<number, Comment>;
  readonly teams: Map<string, Team>; // by organisation/slug
  readonly ghosts: Set<number>; // ids of accounts that were deleted: what they wrote stays
  readonly nextId: () => number;
  permissions: Permissions;
  events: readonly string[];
  url: string;
  hook: { readonly secret: boolean; readonly insecureSsl: boolean };
  emit: Emit;
};

const defaultPermissions: Permissions = {
  actions: 'read',
  checks: 'write',
  contents: 'read',
  issues: 'write',
  members: 'read',
  merge_queues: 'read',
  metadata: 'read',
  pull_requests: 'write',
};

export function createWorld(options: {
  random: Random;
  clock: () => Date;
  slug: string;
  appId: number;
}): World {
  let lastId = 1_000;
  const nextId = () => {
    lastId += 1;
    return lastId;
  };
  const createdAt = wholeSeconds(options.clock());
  const account = (login: string, type: Account['type']): Account =>
    makeAccount(nextId(), login, type, createdAt);
  const owner = account('clos-makers', 'Organization');
  const bot = account(`${options.slug}[bot]`, 'Bot');
  return {
    app: { id: options.appId, slug: options.slug, name: options.slug, owner, createdAt },
    bot,
    random: options.random,
    clock: options.clock,
    accounts: new Map([owner, bot].map((one) => [one.login.toLowerCase(), one])),
    repositories: new Map(),
    names: new Map(),
    formerNames: new Map(),
    installations: new Map(),
    tokens: new Map(),
    checkRuns: new Map(),
    suites: new Map(),
    comments: new Map(),
    teams: new Map(),
    ghosts: new Set(),
    nextId,
    permissions: defaultPermissions,
    events: [],
    url: '',
    hook: { secret: true, insecureSsl: false },
    emit: () => undefined,
  };
}

export function wholeSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function nowIn(world: World): string {
  return wholeSeconds(world.clock());
}

/** GitHub's node ids are opaque; these are, too, but say what they name when decoded. */
export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(`${kind}:${id}`).toString('base64url')}`;
}

function makeAccount(id: number, login: string, type: Account['type'], createdAt: string): Account {
  return { id, login, type, createdAt, nodeId: nodeId(type === 'Organization' ? 'O' : 'U', id) };
}

/** The account of that login, made on first mention: stories name people without introducing them. */
export function ensureAccount(world: World, login: string, type: Account['type'] = 'User'): Account {
  const found = world.accounts.get(login.toLowerCase());
  if (found !== undefined) return found;
  const kind = login.endsWith('[bot]') ? 'Bot' : type;
  const made = makeAccount(world.nextId(), login, kind, nowIn(world));
  world.accounts.set(login.toLowerCase(), made);
  return made;
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

export function repositoryNamed(world: World, name: string): Repository {
  const found = world.names.get(name.toLowerCase());
  if (found === undefined) throw new Error(`the simulated GitHub has no repository ${name}`);
  return found;
}

export function pullNumbered(world: World, name: string, number: number): Pull {
  const found = repositoryNamed(world, name).pulls.get(number);
  if (found === undefined) throw new Error(`the simulated GitHub has no pull request ${name}#${number}`);
  return found;
}

export function issueNumbered(world: World, name: string, number: number): Issue {
  const found = repositoryNamed(world, name).issues.get(number);
  if (found === undefined) throw new Error(`the simulated GitHub has no issue ${name}#${number}`);
  return found;
}

export function subjectNumbered(world: World, name: string, number: number): Subject {
  return repositoryNamed(world, name).issues.get(number) ?? pullNumbered(world, name, number);
}

export function isPull(subject: Subject): subject is Pull {
  return 'head' in subject;
}

export function covers(installation: Installation, repository: Repository): boolean {
  if (installation.account.id !== repository.owner.id) return false;
  return installation.selection === 'all' || installation.selection.has(repository.id);
}

export function installationFor(world: World, repository: Repository): Installation | null {
  for (const installation of world.installations.values())
    if (covers(installation, repository)) return installation;
  return null;
}

export function repositoriesOf(world: World, installation: Installation): Repository[] {
  return [...world.repositories.values()].filter((repository) => covers(installation, repository));
}

export function ensureLabel(world: World, repository: Repository, name: string): Label {
  const found = repository.labels.get(name.toLowerCase());
  if (found !== undefined) return found;
  const made = { id: world.nextId(), name };
  repository.labels.set(name.toLowerCase(), made);
  return made;
}
