// Installing the app, suspending it, changing what it reaches, removing it. Lifecycle webhooks are sent in every case.

import { installationJson } from '../render/installation.ts';
import { shortRepositoryJson } from '../render/repository.ts';
import type { Account, Installation, Permissions } from '../state/model.ts';
import { ensureAccount, nowIn, repositoriesOf, repositoryNamed, type World } from '../state/world.ts';
import { actor, type By } from './context.ts';

export type Install = {
  readonly owner: string;
  readonly repositories?: 'all' | readonly string[]; // full names, or names within the account
  readonly permissions?: Permissions;
};

function idsOf(world: World, owner: Account, names: readonly string[]): number[] {
  return names.map((name) => repositoryNamed(world, name.includes('/') ? name : `${owner.login}/${name}`).id);
}

export function install(world: World, given: Install, by?: By): Installation {
  const account = ensureAccount(world, given.owner, 'Organization');
  for (const other of world.installations.values()) {
    if (other.account === account) throw new Error(`the app is already installed on ${account.login}`);
  }
  const wanted = given.repositories ?? 'all';
  const at = nowIn(world);
  const installation: Installation = {
    id: world.nextId(),
    account,
    createdAt: at,
    updatedAt: at,
    permissions: { ...(given.permissions ?? world.permissions) },
    events: world.events,
    selection: wanted === 'all' ? 'all' : new Set(idsOf(world, account, wanted)),
    suspended: null,
  };
  world.installations.set(installation.id, installation);
  tell(world, 'installation.created', installation, actor(world, by, account));
  return installation;
}

function tell(world: World, name: string, installation: Installation, sender: Account): void {
  const short = repositoriesOf(world, installation).map(shortRepositoryJson);
  const listed =
    name === 'installation.created' ? { repositories: short, requester: null } : { repositories: short };
  const withList = name === 'installation.created' || name === 'installation.deleted' ? listed : {};
  world.emit({
    name,
    installation,
    sender,
    fields: { installation: installationJson(world, installation), ...withList },
  });
}

export function installationWith(world: World, id: number): Installation {
  const found = world.installations.get(id);
  if (found === undefined) throw new Error(`the simulated GitHub has no installation ${id}`);
  return found;
}

export function suspend(world: World, id: number, by?: By): void {
  const installation = installationWith(world, id);
  const sender = actor(world, by, installation.account);
  installation.suspended = { at: nowIn(world), by: sender };
  installation.updatedAt = nowIn(world);
  tell(world, 'installation.suspend', installation, sender);
}

export function unsuspend(world: World, id: number, by?: By): void {
  const installation = installationWith(world, id);
  installation.suspended = null;
  installation.updatedAt = nowIn(world);
  tell(world, 'installation.unsuspend', installation, actor(world, by, installation.account));
}

export function uninstall(world: World, id: number, by?: By): void {
  const installation = installationWith(world, id);
  tell(world, 'installation.deleted', installation, actor(world, by, installation.account));
  world.installations.delete(id);
}

export function acceptPermissions(world: World, id: number, permissions: Permissions, by?: By): void {
  const installation = installationWith(world, id);
  installation.permissions = { ...installation.permissions, ...permissions };
  installation.updatedAt = nowIn(world);
  tell(world, 'installation.new_permissions_accepted', installation, actor(world, by, installation.account));
}

export function changeReach(
  world: World,
  id: number,
  change: 'added' | 'removed',
  names: readonly string[],
  by?: By,
): void {
  const installation = installationWith(world, id);
  const ids = idsOf(world, installation.account, names);
  if (installation.selection === 'all')
    installation.selection = new Set(repositoriesOf(world, installation).map((one) => one.id));
  for (const one of ids) {
    if (change === 'added') installation.selection.add(one);
    else installation.selection.delete(one);
  }
  installation.updatedAt = nowIn(world);
  const short = ids.flatMap((one) => world.repositories.get(one) ?? []).map(shortRepositoryJson);
  world.emit({
    name: `installation_repositories.${change}`,
    installation,
    sender: actor(world, by, installation.account),
    fields: {
      installation: installationJson(world, installation),
      repository_selection: 'selected',
      repositories_added: change === 'added' ? short : [],
      repositories_removed: change === 'removed' ? short : [],
      requester: null,
    },
  });
}
