// Who asks, and what of a repository they may see: the same rules as for REST, told in GraphQL's words.

import type { Repository, Token } from '../state/model.ts';
import { covers, type World } from '../state/world.ts';
import { forbidden } from './refusal.ts';

export type Asker = { readonly world: World; readonly token: Token };

/** How each field of a type is answered; anything that has no resolver is an error. */
// biome-ignore lint/suspicious/noExplicitAny: arguments are as the schema types them.
export type Resolvers<T> = { readonly [field: string]: (source: T, args: any, asker: Asker) => unknown };

function reaches({ installation, repositories }: Token, repository: Repository): boolean {
  return covers(installation, repository) && (repositories?.has(repository.id) ?? true);
}

/** A private repository out of reach does not exist. */
export const sees = ({ token }: Asker, repository: Repository): boolean =>
  !repository.private || reaches(token, repository);

/** What is public needs no permission, as in REST. */
export function require({ token }: Asker, repository: Repository, permission: string): void {
  if (reaches(token, repository) && token.permissions[permission] === undefined) throw forbidden();
}
