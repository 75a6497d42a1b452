// What lay in `.clos/` at the commits that were reviewed. A commit never changes, so each is asked about once.

import type { InstallationId } from '../../core/ids.ts';
import type { Location } from '../../ports/github.ts';
import { filesPiece, IDS, idsOf, readFiles } from './gate-files.ts';
import type { Gateway } from './gateway.ts';
import { ask, at, joined, type Piece, type Reply, wrapped } from './graphql.ts';

type Ids = Readonly<Record<string, string>>;

const COMMITS = 1_000;
/** Asked about at once. */
const AT_ONCE = 25;

export class SeenCommits {
  readonly #known = new Map<string, Ids>();
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  remember(installation: InstallationId, place: Location, commit: string, ids: Ids | null): void {
    if (ids === null) return;
    const key = keyOf(installation, place, commit);
    this.#known.delete(key);
    const oldest = this.#known.keys().next().value;
    if (this.#known.size >= COMMITS && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, ids);
  }

  /** By commit; absent: it cannot be told any more. */
  async of(
    installation: InstallationId,
    place: Location,
    commits: readonly string[],
  ): Promise<ReadonlyMap<string, Ids>> {
    const unique = [...new Set(commits)];
    const known = (commit: string) => this.#known.get(keyOf(installation, place, commit));
    const found = new Map(unique.flatMap((one) => (known(one) ? [[one, known(one) as Ids] as const] : [])));
    const missing = unique.filter((one) => !found.has(one));
    for (let from = 0; from < missing.length; from += AT_ONCE) {
      for (const [commit, ids] of await this.#ask(installation, place, missing.slice(from, from + AT_ONCE))) {
        this.remember(installation, place, commit, ids);
        found.set(commit, ids);
      }
    }
    return found;
  }

  async #ask(
    installation: InstallationId,
    place: Location,
    commits: readonly string[],
  ): Promise<readonly (readonly [string, Ids])[]> {
    const pieces = commits.map((commit, i) =>
      joined([existing(`s${i}`, commit), filesPiece(`s${i}_`, commit, 'ids')]),
    );
    const reply = await ask(this.#gateway, installation, inRepository(place, pieces), IDS);
    return commits.flatMap((commit, i) => {
      const ids = idsAt(reply, `s${i}`);
      return ids === null ? [] : [[commit, ids] as const];
    });
  }
}

const keyOf = (installation: InstallationId, { owner, name }: Location, commit: string): string =>
  `${installation}/${owner}/${name}@${commit}`;

/** Whether the commit is there at all: its folders could be missing for either reason. */
const existing = (alias: string, commit: string): Piece => ({
  text: `${alias}: object(oid: $${alias}) { oid }`,
  types: { [alias]: 'GitObjectID!' },
  values: { [alias]: commit },
});

const idsAt = (reply: Reply, alias: string): Ids | null =>
  at(reply, ['repository', alias]) === null ? null : idsOf(readFiles(reply, `${alias}_`));

export const inRepository = ({ owner, name }: Location, pieces: readonly Piece[]): Piece => {
  const { text, types, values } = wrapped('repository(owner: $owner, name: $name)', joined(pieces));
  return { text, types: { owner: 'String!', name: 'String!', ...types }, values: { owner, name, ...values } };
};
