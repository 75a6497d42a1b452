// Teams and who is in them. Nobody is told: the app asks when it needs to know.

import type { Account, Team } from '../state/model.ts';
import { ensureAccount, type World } from '../state/world.ts';

const keyOf = (organization: string, slug: string): string => `${organization}/${slug}`.toLowerCase();

export function teamOf(world: World, organization: string, slug: string): Team {
  const found = world.teams.get(keyOf(organization, slug));
  if (found === undefined) throw new Error(`${organization} has no team ${slug}`);
  return found;
}

export type NewTeam = { readonly members?: readonly string[]; readonly parent?: string };

export function createTeam(world: World, organization: string, slug: string, given: NewTeam): Team {
  const owner = ensureAccount(world, organization, 'Organization');
  const parent = given.parent === undefined ? null : teamOf(world, organization, given.parent);
  const members = new Set<Account>((given.members ?? []).map((login) => ensureAccount(world, login)));
  const team = { id: world.nextId(), organization: owner, slug, parent, members };
  world.teams.set(keyOf(organization, slug), team);
  return team;
}
