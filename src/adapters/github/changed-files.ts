// Which paths one commit changes against its base branch. The list of a pull request is of whatever head stands there while GitHub
// answers, and a head may go and come back meanwhile. So two commits are compared, which is bound to both; the list is taken only where
// that cannot be told, and only when everything around it says that it is of this head.

import { Fault, TransientFault } from '../../core/faults.ts';
import type { InstallationId } from '../../core/ids.ts';
import type { Location, PullHead } from '../../ports/github.ts';
import type { Gateway, Octokit } from './gateway.ts';

const PAGE = 100;
/** GitHub shows the first 300 files of a comparison (docs.github.com/rest/commits/commits#compare-two-commits). */
const COMPARED = 300;
/** GitHub lists no more files of a pull request than this, without saying so (github-facts 4). */
const MOST_FILES = 3_000;

interface ListedFile {
  readonly filename: string;
  readonly previous_filename?: string;
  readonly status: string;
  readonly contents_url: string;
}

const pathsOf = (files: readonly ListedFile[]): readonly string[] =>
  files.flatMap(({ filename, previous_filename: before }) => (before ? [filename, before] : [filename]));

/** Null where GitHub cannot compare them, or shows not all: a commit out of reach, a branch that is gone, no right to read code. */
async function compared(
  gateway: Gateway,
  installation: InstallationId,
  { owner, name: repo }: Location,
  { headSha, baseRef }: PullHead,
): Promise<readonly string[] | null> {
  // The full name of the branch: a tag may have the short one, and anybody who may write could point it at the head.
  const basehead = `refs/heads/${baseRef}...${headSha}`;
  const found = await allowed(() =>
    gateway.find(installation, (octokit) =>
      octokit.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead, per_page: 1 }),
    ),
  );
  const files = found?.data.files;
  return files && files.length < COMPARED ? pathsOf(files) : null;
}

async function allowed<T>(work: () => Promise<T | null>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault && error.code === 'github-403') return null;
    throw error;
  }
}

const moved = () =>
  new TransientFault(
    'github-moved',
    'GitHub showed another head of the pull request while its files were listed',
  );

/** What GitHub lists at this moment for the pull request, if that is this head. */
async function countAt(octokit: Octokit, at: Location, asked: PullHead): Promise<number> {
  const { data } = await octokit.rest.pulls.get({
    owner: at.owner,
    repo: at.name,
    pull_number: asked.number,
  });
  if (data.head.sha !== asked.headSha || data.base.ref !== asked.baseRef) throw moved();
  return data.changed_files;
}

/** Each file names the commit it is shown at; one that is gone has none there. */
const isAt =
  (headSha: string) =>
  ({ status, contents_url: url }: ListedFile): boolean =>
    status === 'removed' || url.endsWith(`?ref=${headSha}`);

async function listed(octokit: Octokit, at: Location, asked: PullHead): Promise<readonly string[] | null> {
  const before = await countAt(octokit, at, asked);
  if (before >= MOST_FILES) return null;
  const files = await octokit.paginate(octokit.rest.pulls.listFiles, {
    owner: at.owner,
    repo: at.name,
    pull_number: asked.number,
    per_page: PAGE,
  });
  const after = await countAt(octokit, at, asked);
  if (before !== after || !files.every(isAt(asked.headSha))) throw moved();
  return files.length === after ? pathsOf(files) : null;
}

/** Null when GitHub does not show all of them. Throws a TransientFault when what it shows is of another head. */
export async function changedFiles(
  gateway: Gateway,
  installation: InstallationId,
  at: Location,
  asked: PullHead,
): Promise<readonly string[] | null> {
  return (
    (await compared(gateway, installation, at, asked)) ??
    (await gateway.call(installation, (octokit) => listed(octokit, at, asked)))
  );
}
