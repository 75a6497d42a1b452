// Reviews, teams and accounts in GraphQL.

import type { Account, Label, Pull, Review, Team } from '../state/model.ts';
import { membersOf } from '../state/teams.ts';
import type { Asker, Resolvers } from './asker.ts';
import { connection, type Paging } from './connection.ts';
import { commitNode } from './git.ts';
import { forbidden, notFound } from './refusal.ts';

type PullNode = { readonly pull: Pull };
type ReviewNode = { readonly pull: Pull; readonly review: Review };
type OrganizationNode = { readonly account: Account };
type ActorNode = { readonly __typename: 'User' | 'Bot' | 'Organization'; readonly account: Account };

export const actorNode = (account: Account): ActorNode => ({ __typename: account.type, account });

const opinions: ReadonlySet<Review['state']> = new Set(['approved', 'changes_requested', 'dismissed']);

function mayWrite({ repository }: Pull, { id, login }: Account): boolean {
  const role = repository.collaborators.get(login.toLowerCase());
  return id === repository.owner.id || ['admin', 'maintain', 'write'].includes(role ?? 'none');
}

/** The newest of each person, whatever they said before; a mere comment is no opinion. */
function latestOpinions(pull: Pull, writersOnly: boolean): ReviewNode[] {
  const newest = new Map<number, Review>();
  for (const review of pull.reviews) if (opinions.has(review.state)) newest.set(review.author.id, review);
  return [...newest.values()]
    .filter(({ author }) => !writersOnly || mayWrite(pull, author))
    .map((review) => ({ pull, review }));
}

const PullRequest: Resolvers<PullNode> = {
  number: ({ pull }) => pull.number,
  state: ({ pull }) => (pull.merged ? 'MERGED' : pull.state.toUpperCase()),
  headRefOid: ({ pull }) => pull.head.sha,
  baseRefName: ({ pull }) => pull.base.ref,
  labels: ({ pull }, args: Paging) => connection('labels', pull.labels, args),
  latestOpinionatedReviews: ({ pull }, args: Paging & { writersOnly?: boolean }) =>
    connection('latestOpinionatedReviews', latestOpinions(pull, args.writersOnly === true), args),
};

const PullRequestReview: Resolvers<ReviewNode> = {
  state: ({ review }) => review.state.toUpperCase(),
  author: ({ review }, _, { world }) =>
    world.ghosts.has(review.author.id) ? null : actorNode(review.author),
  submittedAt: ({ review }) => review.submittedAt,
  commit: ({ pull, review }) => {
    const commit = pull.repository.commits.get(review.commitSha);
    return commit === undefined ? null : commitNode(pull.repository, commit);
  },
};

/** Who is in a team is told to an installation in that organisation that may read members. */
function teamOf({ world, token }: Asker, { account }: OrganizationNode, slug: string): Team | null {
  if (token.installation.account !== account || token.permissions.members === undefined) throw forbidden();
  return world.teams.get(`${account.login}/${slug}`.toLowerCase()) ?? null;
}

export function organizationNamed({ world }: Asker, login: string): OrganizationNode {
  const account = world.accounts.get(login.toLowerCase());
  if (account?.type === 'Organization') return { account };
  throw notFound(`an Organization with the login of '${login}'`);
}

const LabelObject: Resolvers<Label> = { name: ({ name }) => name };

const Organization: Resolvers<OrganizationNode> = {
  login: ({ account }) => account.login,
  databaseId: ({ account }) => account.id,
  team: (node, { slug }: { slug: string }, asker) => teamOf(asker, node, slug),
};

const TeamObject: Resolvers<Team> = {
  slug: ({ slug }) => slug,
  members: (team, args: Paging & { membership?: string }, { world }) =>
    connection('members', membersOf(world, team, args.membership ?? 'ALL').map(actorNode), args),
};

const actor: Resolvers<ActorNode> = {
  login: ({ account }) => account.login,
  databaseId: ({ account }) => account.id,
};

export const peopleResolvers = {
  PullRequest,
  PullRequestReview,
  Label: LabelObject,
  Organization,
  Team: TeamObject,
  User: actor,
  Bot: actor,
};
