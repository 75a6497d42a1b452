// Teams of organisations. A team may have teams below it, whose members count as its own.

import type { Account, Team } from './model.ts';
import type { World } from './world.ts';

function below(world: World, team: Team): Team[] {
  const children = [...world.teams.values()].filter(({ parent }) => parent === team);
  return children.flatMap((child) => [child, ...below(world, child)]);
}

/** `ALL`, `IMMEDIATE` or `CHILD_TEAM`, as GitHub calls them; everybody once. */
export function membersOf(world: World, team: Team, membership: string): Account[] {
  const own = membership === 'CHILD_TEAM' ? [] : [team];
  const children = membership === 'IMMEDIATE' ? [] : below(world, team);
  return [...new Set([...own, ...children].flatMap(({ members }) => [...members]))];
}
