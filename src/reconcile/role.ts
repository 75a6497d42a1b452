// What somebody may do in a repository, as GitHub says just now.

import { roleOf } from '../core/commands/permission.ts';
import type { Role } from '../core/commands/roles.ts';
import type { InstallationId } from '../core/ids.ts';
import type { Actor } from '../core/wip/orders.ts';
import type { Location } from '../ports/github.ts';
import type { Spine } from './spine.ts';

type RoleNow = (actor: Actor) => Promise<Role>;

export function roleIn({ github }: Spine, installation: InstallationId, at: Location): RoleNow {
  return async (actor) => roleOf(await github.collaborators.permission(installation, at, actor.login), actor);
}

/** The same, asked once for each login. */
export function roleOnceIn({ github }: Spine, installation: InstallationId, at: Location): RoleNow {
  const asked = new Map<string, ReturnType<typeof github.collaborators.permission>>();
  return async (actor) => {
    const { login } = actor;
    const answer = asked.get(login) ?? github.collaborators.permission(installation, at, login);
    asked.set(login, answer);
    return roleOf(await answer, actor);
  };
}
