// People and apps by their login. Logins can change hands, as on GitHub: the id is who somebody is.

import { userJson } from '../render/account.ts';
import type { Account, Json } from '../state/model.ts';
import type { World } from '../state/world.ts';
import { type Answer, type Call, notFound, type Route } from './route.ts';

function publicUser(world: World, account: Account): Json {
  const nothing = { company: null, location: null, email: null, hireable: null, bio: null };
  return {
    ...userJson(world, account),
    ...nothing,
    name: account.login,
    blog: '',
    twitter_username: null,
    public_repos: [...world.repositories.values()].filter(({ owner }) => owner === account).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  };
}

function getByUsername({ world, params }: Call): Answer {
  const account = world.accounts.get((params.username ?? '').toLowerCase());
  if (account === undefined) throw notFound();
  return { status: 200, body: publicUser(world, account) };
}

export const userRoutes: readonly Route[] = [
  { operation: 'users/get-by-username', auth: 'installation', handle: getByUsername },
];
