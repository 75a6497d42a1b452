// What judging gates needs of GitHub. One look at a pull request is one request in GraphQL; a list of more than a page, and a review of
// a commit not looked at before, cost one more.

import { createHash } from 'node:crypto';
import { withoutEnd } from '../../core/ends.ts';
import { Fault, TransientFault } from '../../core/faults.ts';
import type { Known, Review, TreeFile } from '../../core/gates/model.ts';
import type { InstallationId } from '../../core/ids.ts';
import type { ClosFiles, GateLook, GateQuestion, GateReader } from '../../ports/gates.ts';
import type { Location } from '../../ports/github.ts';
import { TOO_LARGE } from './faults.ts';
import { checkListing, readChecks } from './gate-checks.ts';
import { FILES, filesPiece, idsOf, isTorn, readFiles, SIZES } from './gate-files.ts';
import { type Listing, Lists, listPieces, MOST_PAGES } from './gate-lists.ts';
import { type GivenReview, readReviews, readTeams, reviewListing, teamListing } from './gate-people.ts';
import { inRepository, SeenCommits } from './gate-seen.ts';
import type { Gateway } from './gateway.ts';
import { ask, at, because, type Piece, problemsAt, type Reply } from './graphql.ts';
import { Remembered } from './remembered.ts';

const listingsOf = ({ reviews, checks, teams }: GateQuestion): readonly Listing[] => [
  ...(reviews ? [reviewListing] : []),
  ...checks.map(checkListing),
  ...teams.map(teamListing),
];

/** A path as git takes it; a dot is all of the tree. */
const treePath = (path: string): string =>
  withoutEnd(path.replace(/^(?:\.?\/)+/, ''), '/').replace(/^\.$/, '');

function subjectPieces({ headSha, subject }: GateQuestion): readonly Piece[] {
  if (subject === null) return [];
  const expression = `${headSha}:${treePath(subject)}`;
  return [
    {
      text: 'subject: object(expression: $subject) { oid }',
      types: { subject: 'String!' },
      values: { subject: expression },
    },
  ];
}

/** Whether the commit and the branch are there at all is asked, too: their folders could be missing for either reason. */
function filePieces(question: GateQuestion): readonly Piece[] {
  const { headSha: head } = question;
  const base = `refs/heads/${question.baseRef}`;
  return [
    { text: 'found: object(oid: $head) { oid }', types: { head: 'GitObjectID!' }, values: { head } },
    filesPiece('head', head, 'files'),
    { text: 'base: ref(qualifiedName: $base) { name }', types: { base: 'String!' }, values: { base } },
    filesPiece('base', base, 'files'),
    ...subjectPieces(question),
    ...nowPieces(question),
  ];
}

/** How things stand at that very moment: what our rows say of the pull request and of the rules may be old by then. */
const nowPieces = ({ pullNumber: number }: GateQuestion): readonly Piece[] => [
  { text: 'pushedAt', types: {}, values: {} },
  {
    text: 'pull: pullRequest(number: $number) { state headRefOid baseRefName labels(first: 100) { nodes { name } } }',
    types: { number: 'Int!' },
    values: { number },
  },
  {
    text: 'now: object(expression: $now) { __typename oid ... on Tree { entries { name oid } } }',
    types: { now: 'String!' },
    values: { now: 'HEAD:.clos' },
  },
];

interface Shown {
  readonly state: 'OPEN' | 'CLOSED' | 'MERGED';
  readonly headRefOid: string;
  readonly baseRefName: string;
  /** GitHub lets a pull request have a hundred at most. */
  readonly labels: { readonly nodes: readonly { readonly name: string }[] | null } | null;
}

function pullIn(reply: Reply): GateLook['pull'] {
  const shown = at<Shown>(reply, ['repository', 'pull']);
  if (shown === null) return null;
  const labels = (shown.labels?.nodes ?? []).map(({ name }) => name);
  const state = shown.state === 'OPEN' ? 'open' : 'closed';
  return { state, headSha: shown.headRefOid, baseRef: shown.baseRefName, labels };
}

interface Folder {
  readonly oid: string;
  readonly entries?: readonly { readonly name: string; readonly oid: string }[] | null;
}

function versionIn(reply: Reply): GateLook['version'] {
  const problems = problemsAt(reply, ['repository', 'now']);
  if (problems.length > 0) return gone(because(problems));
  const folder = at<Folder>(reply, ['repository', 'now']);
  if (folder === null) return { kind: 'known', value: null };
  const entries = folder.entries ?? [{ name: '.clos', oid: folder.oid }];
  return { kind: 'known', value: versionOf(entries.map(({ name, oid: sha }) => ({ name, sha }))) };
}

const ALIVE: Piece = { text: 'databaseId', types: {}, values: {} };

/** The lists that are asked for, and what else of the repository; by ALIVE a question that failed is told from one that did not. */
function pieceOf(
  place: Location,
  question: GateQuestion,
  listings: readonly Listing[],
  lists: Lists,
  others: readonly Piece[],
): Piece {
  return inRepository(place, [ALIVE, ...others, ...listPieces(listings, lists.after, question)]);
}

const gone = (why: string) => ({ kind: 'unknown', because: why }) as const;

interface FilesReply extends Reply {
  readonly texts: boolean;
}

/** What is too large to be read is asked about without its texts, so that it can be said why nothing is judged. */
async function askFiles(
  { gateway, installation }: Pick<Reading, 'gateway' | 'installation'>,
  piece: Piece,
): Promise<FilesReply> {
  try {
    return { ...(await ask(gateway, installation, piece, FILES)), texts: true };
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== TOO_LARGE) throw error;
    return { ...(await ask(gateway, installation, piece, SIZES)), texts: false };
  }
}

/** The folders of a revision that was asked for with its existence, or why they cannot be told. */
function filesOf(reply: FilesReply, alias: string, existence: string, missing: ClosFiles): ClosFiles {
  const path = ['repository', existence];
  const problems = problemsAt(reply, path);
  if (problems.length > 0) return gone(because(problems));
  if (at(reply, path) === null) return missing;
  if (isTorn(reply, alias))
    throw new TransientFault('github-moved', 'the branch moved while it was read', null);
  return readFiles(reply, alias, reply.texts);
}

type Reading = {
  readonly gateway: Gateway;
  readonly seen: SeenCommits;
  readonly installation: InstallationId;
  readonly place: Location;
};

/** Reviews with what each reviewer saw. */
async function withSeen(
  { seen, installation, place }: Reading,
  reviews: Known<readonly GivenReview[]>,
): Promise<Known<readonly Review[]>> {
  if (reviews.kind === 'unknown') return reviews;
  const commits = reviews.value.flatMap(({ commit }) => (commit === null ? [] : [commit]));
  const ids = await seen.of(installation, place, commits);
  const value = reviews.value.map(({ commit, ...review }) => ({
    ...review,
    saw: (commit === null ? undefined : ids.get(commit)) ?? null,
  }));
  return { kind: 'known', value };
}

/** Asks on until every list is whole, and no further than is sensible. */
async function finishLists(
  { gateway, installation, place }: Reading,
  question: GateQuestion,
  listings: readonly Listing[],
  lists: Lists,
): Promise<void> {
  for (let page = 1; page < MOST_PAGES && lists.after.size > 0; page += 1) {
    const open = listings.filter(({ alias }) => lists.after.has(alias));
    lists.take(await ask(gateway, installation, pieceOf(place, question, open, lists, [])), open);
  }
}

async function look(reading: Reading, question: GateQuestion): Promise<GateLook> {
  const { seen, installation, place } = reading;
  const listings = listingsOf(question);
  const lists = new Lists();
  const piece = pieceOf(place, question, listings, lists, filePieces(question));
  const reply = await askFiles(reading, piece);
  lists.take(reply, listings);
  await finishLists(reading, question, listings, lists);
  const head = headOf(reply);
  seen.remember(installation, place, question.headSha, idsOf(head));
  return {
    pull: pullIn(reply),
    pushedAt: at<string>(reply, ['repository', 'pushedAt']),
    version: versionIn(reply),
    head,
    base: filesOf(reply, 'base', 'base', gone('the base branch is gone')),
    subject: at<{ readonly oid: string }>(reply, ['repository', 'subject'])?.oid ?? null,
    reviews: await withSeen(reading, readReviews(lists)),
    checks: readChecks(question.checks, lists),
    teams: readTeams(question.teams, lists),
  };
}

async function files(
  { gateway, installation, place }: Omit<Reading, 'seen'>,
  ref: string | null,
): Promise<ClosFiles> {
  const revision = ref ?? 'HEAD';
  const found: Piece = {
    text: 'found: object(expression: $found) { oid }',
    types: { found: 'String!' },
    values: { found: revision },
  };
  const whole = inRepository(place, [ALIVE, found, filesPiece('at', revision, 'files')]);
  const reply = await askFiles({ gateway, installation }, whole);
  // Without a commit there is no default branch yet.
  const missing: ClosFiles = ref === null ? { kind: 'known', value: [] } : gone(`GitHub has no \`${ref}\``);
  return filesOf(reply, 'at', 'found', missing);
}

/** Evidence cannot be held against a subject that could not be told. */
function headOf(reply: FilesReply): ClosFiles {
  const problems = problemsAt(reply, ['repository', 'subject']);
  if (problems.length > 0) return gone(because(problems));
  return filesOf(reply, 'head', 'found', gone('GitHub no longer has the commit'));
}

type Listed = readonly { readonly name: string; readonly sha: string }[];

/** The id of a folder follows all that is below it. GitHub lists a thousand entries of a folder, and gates read no more either. */
function versionOf(listed: Listed): string {
  const rows = listed.map(({ name, sha }) => `${sha} ${name}`).toSorted();
  return createHash('sha256').update(rows.join('\n')).digest('hex');
}

function versionOfFiles(all: readonly TreeFile[]): string | null {
  const listed = all.flatMap(({ path, sha }) => {
    const name = path === '.clos' ? path : path.replace(/^\.clos\//, '');
    return name.includes('/') ? [] : [{ name, sha }];
  });
  return listed.length === 0 ? null : versionOf(listed);
}

export function createGateReader(gateway: Gateway): GateReader {
  const seen = new SeenCommits(gateway);
  const versions = new Remembered<string>();
  return {
    look: (installation, place, question) => look({ gateway, seen, installation, place }, question),
    files: async (installation, place, ref) => {
      const found = await files({ gateway, installation, place }, ref);
      return { files: found, version: found.kind === 'known' ? versionOfFiles(found.value) : null };
    },
    version: (installation, place) =>
      gateway.find(installation, (octokit) =>
        versions.read(`${installation}/${place.owner}/${place.name}`, async (headers) => {
          const { owner, name: repo } = place;
          const { data, headers: told } = await octokit.rest.repos.getContent({
            owner,
            repo,
            path: '.clos',
            headers,
          });
          return { etag: told.etag, value: versionOf(Array.isArray(data) ? data : [data]) };
        }),
      ),
  };
}
