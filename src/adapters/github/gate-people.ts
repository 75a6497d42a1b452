// Who approved, and who is in which team, by numeric id: logins can change hands (T-10).

import type { Known, Review } from '../../core/gates/model.ts';
import { type UserId, userId } from '../../core/ids.ts';
import { type Listing, type Lists, PAGE_INFO } from './gate-lists.ts';
import type { Data } from './graphql.ts';

const PAGE = 100;
const REVIEWS = 'reviews';

/** The newest opinion of each person who may write. */
export const reviewListing: Listing = {
  alias: REVIEWS,
  within: 'pull',
  below: [],
  missing: 'GitHub does not show the reviews',
  piece: {
    text: `${REVIEWS}: latestOpinionatedReviews(first: ${PAGE}, after: $after_${REVIEWS}, writersOnly: true) {
      nodes {
        state
        author { __typename login ... on User { databaseId } ... on Bot { databaseId } }
        commit { oid }
      }
      ${PAGE_INFO}
    }`,
    types: {},
    values: {},
  },
};

interface ReviewNode extends Data {
  readonly state: string;
  readonly author: {
    readonly __typename: string;
    readonly login: string;
    readonly databaseId?: number | null;
  } | null;
  readonly commit: { readonly oid: string } | null;
}

const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
};

/** A review, before what its commit held is known. */
export interface GivenReview extends Omit<Review, 'saw'> {
  readonly commit: string | null;
}

export function readReviews(lists: Lists): Known<readonly GivenReview[]> {
  const found = lists.of(REVIEWS);
  if (found.kind === 'unknown') return found;
  const given = (found.value as readonly ReviewNode[]).flatMap(({ state: said, author, commit }) => {
    const state = STATES[said];
    // Whoever may push can have a workflow approve as `github-actions[bot]`; what a bot objects to still counts.
    if (state === undefined || (state === 'approved' && author?.__typename === 'Bot')) return [];
    const id = author?.databaseId ?? null;
    return [
      {
        userId: id === null ? null : userId(id),
        login: author?.login ?? 'ghost',
        state,
        commit: commit?.oid ?? null,
      },
    ];
  });
  return { kind: 'known', value: given };
}

const aliasOf = (index: number): string => `t${index}`;

/** With the teams below it. */
export function teamListing(slug: string, index: number): Listing {
  const alias = aliasOf(index);
  return {
    alias,
    within: 'organization',
    below: ['members'],
    missing: 'the app sees no such team',
    piece: {
      text: `${alias}: team(slug: $${alias}) {
        members(first: ${PAGE}, after: $after_${alias}, membership: ALL) { nodes { databaseId } ${PAGE_INFO} }
      }`,
      types: { [alias]: 'String!' },
      values: { [alias]: slug },
    },
  };
}

export function readTeams(
  slugs: readonly string[],
  lists: Lists,
): Readonly<Record<string, Known<readonly UserId[]>>> {
  const read = slugs.map((slug, index): [string, Known<readonly UserId[]>] => {
    const members = lists.of(aliasOf(index));
    if (members.kind === 'unknown') return [slug, members];
    const ids = members.value.flatMap(({ databaseId }) =>
      typeof databaseId === 'number' ? [userId(databaseId)] : [],
    );
    return [slug, { kind: 'known', value: ids }];
  });
  return Object.fromEntries(read);
}
