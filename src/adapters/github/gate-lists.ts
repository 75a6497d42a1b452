// What gates ask about beside files: reviews, checks, members of teams. Each is a list that may go on over pages; all lists that go on
// are continued by one request.

import type { Known } from '../../core/gates/model.ts';
import type { GateQuestion } from '../../ports/gates.ts';
import { at, because, type Data, joined, type Piece, problemsAt, type Reply, wrapped } from './graphql.ts';

/** Rounds of pages; a team of more than five thousand says nothing about who may approve. */
export const MOST_PAGES = 50;

/** Where in the answer a list lies. */
type Within = 'pull' | 'commit' | 'organization';

export interface Listing {
  /** Of ours, and unique in a question. */
  readonly alias: string;
  readonly within: Within;
  /** Where the pages are, below the alias. */
  readonly below: readonly string[];
  /** `$after_<alias>` is where the next page begins. */
  readonly piece: Piece;
  /** Said when there is no such list and GitHub gives no reason. */
  readonly missing: string;
}

interface Page {
  readonly nodes: readonly (Data | null)[] | null;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';

const START = {
  pull: ['repository', 'pull'],
  commit: ['repository', 'commit'],
  organization: ['repository', 'owner'],
};

const pathOf = ({ within, alias, below }: Listing): string[] => [...START[within], alias, ...below];

/** The listings that live in the same place, from where each goes on. */
function listed(listings: readonly Listing[], within: Within, after: Cursors): Piece {
  const here = listings.filter((one) => one.within === within);
  return joined(
    here.map(({ alias, piece }) => ({
      text: piece.text,
      types: { ...piece.types, [`after_${alias}`]: 'String' },
      values: { ...piece.values, [`after_${alias}`]: after.get(alias) ?? null },
    })),
  );
}

type Cursors = ReadonlyMap<string, string>;

/** The parts of a question about a repository that hold lists; empty parts are left out. */
export function listPieces(
  listings: readonly Listing[],
  after: Cursors,
  { pullNumber: number, headSha: head }: Pick<GateQuestion, 'pullNumber' | 'headSha'>,
): readonly Piece[] {
  const place = (within: Within, before: string, types: Piece['types'], values: Piece['values']): Piece[] => {
    const inside = listed(listings, within, after);
    if (inside.text === '') return [];
    const piece = wrapped(before, inside);
    return [{ ...piece, types: { ...types, ...piece.types }, values: { ...values, ...piece.values } }];
  };
  const commit = place('commit', '... on Commit', { head: 'GitObjectID!' }, { head });
  // Of whoever owns the repository by now: its old login may be another's.
  const organization = place('organization', '... on Organization', {}, {});
  return [
    ...place('pull', 'pull: pullRequest(number: $number)', { number: 'Int!' }, { number }),
    ...commit.map((piece) => wrapped('commit: object(oid: $head)', piece)),
    ...organization.map((piece) => wrapped('owner', piece)),
  ];
}

/** What was read so far of each list, by alias. */
export class Lists {
  readonly #nodes = new Map<string, Known<readonly Data[]>>();
  #after = new Map<string, string>();

  /** Where lists go on. */
  get after(): Cursors {
    return this.#after;
  }

  take(reply: Reply, listings: readonly Listing[]): void {
    this.#after = new Map();
    for (const listing of listings) this.#takeOne(reply, listing);
  }

  #takeOne(reply: Reply, listing: Listing): void {
    const { alias, missing } = listing;
    const path = pathOf(listing);
    const page = at<Page>(reply, path);
    const problems = problemsAt(reply, path);
    // An item that could not be told is null, and leaving it out would be a claim.
    if (page === null || (problems.length > 0 && page.nodes?.includes(null) !== false)) {
      const why = problems.length > 0 ? because(problems) : missing;
      this.#nodes.set(alias, { kind: 'unknown', because: why });
      return;
    }
    const nodes = (page.nodes ?? []).filter((node) => node !== null);
    const before = this.#nodes.get(alias);
    const known = before?.kind === 'known' ? before.value : [];
    this.#nodes.set(alias, { kind: 'known', value: [...known, ...nodes] });
    const { hasNextPage, endCursor } = page.pageInfo;
    if (hasNextPage && endCursor !== null) this.#after.set(alias, endCursor);
  }

  of(alias: string): Known<readonly Data[]> {
    if (this.#after.has(alias)) return { kind: 'unknown', because: 'there are too many to read' };
    return this.#nodes.get(alias) ?? { kind: 'known', value: [] };
  }
}
