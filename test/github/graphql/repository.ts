// Where every query starts: a repository by its name, or an organisation.

import type { Repository } from '../state/model.ts';
import { type Asker, type Resolvers, require, sees } from './asker.ts';
import { commitNode, repositoryObject } from './git.ts';
import { actorNode, organizationNamed } from './people.ts';
import { notFound } from './refusal.ts';

type Named = { readonly owner: string; readonly name: string; readonly followRenames?: boolean };

function repositoryNamed(asker: Asker, { owner, name, followRenames }: Named): Repository {
  const { names, formerNames } = asker.world;
  const key = `${owner}/${name}`.toLowerCase();
  const found = names.get(key) ?? (followRenames === false ? undefined : formerNames.get(key));
  if (found !== undefined && sees(asker, found)) return found;
  throw notFound(`a Repository with the name '${owner}/${name}'`);
}

const Query: Resolvers<null> = {
  repository: (_, args: Named, asker) => repositoryNamed(asker, args),
  organization: (_, { login }: { login: string }, asker) => organizationNamed(asker, login),
};

type RefNode = { readonly repository: Repository; readonly name: string; readonly sha: string };

/** `refs/heads/main`, and what is short for it. */
function refNamed(asker: Asker, repository: Repository, qualifiedName: string): RefNode | null {
  require(asker, repository, 'contents');
  const name = qualifiedName.replace(/^refs\//, '').replace(/^heads\//, '');
  const sha = repository.branches.get(name);
  return sha === undefined ? null : { repository, name, sha };
}

const RepositoryObject: Resolvers<Repository> = {
  databaseId: ({ id }) => id,
  name: ({ name }) => name,
  pushedAt: ({ pushedAt }) => pushedAt,
  owner: ({ owner }) => actorNode(owner),
  object: (repository, args, asker) => repositoryObject(asker, repository, args),
  ref: (repository, { qualifiedName }: { qualifiedName: string }, asker) =>
    refNamed(asker, repository, qualifiedName),
  pullRequest: (repository, { number }: { number: number }, asker) => {
    require(asker, repository, 'pull_requests');
    const pull = repository.hasPulls ? repository.pulls.get(number) : undefined;
    if (pull === undefined) throw notFound(`a PullRequest with the number of ${number}`);
    return { pull };
  },
};

const Ref: Resolvers<RefNode> = {
  name: ({ name }) => name,
  target: ({ repository, sha }) => {
    const commit = repository.commits.get(sha);
    return commit === undefined ? null : commitNode(repository, commit);
  },
};

export const repositoryResolvers = { Query, Repository: RepositoryObject, Ref };
