// Two commits compared, which is bound to both: their files from where the two sides parted, the first 300 and on the first page only
// (https://docs.github.com/en/rest/commits/commits#compare-two-commits). The answer of a commit that is not there is a bare 404.

import { commitJson, fileJson } from '../render/commit.ts';
import { repositoryPage, repositoryUrl } from '../render/repository.ts';
import { commitOf, commitsBetween, diff, mergeBase, resolveRef, withRenames } from '../state/git.ts';
import type { Commit } from '../state/model.ts';
import { type Answer, type Call, notFound, paged, type Route, reads, repositoryOf } from './route.ts';

const mostFiles = 300;

function relationOf(ahead: number, behind: number): string {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

function compare(call: Call): Answer {
  const { world } = call;
  const repository = repositoryOf(call, reads('contents'));
  const [base = '', head = ''] = (call.params.basehead ?? '').split('...');
  const [from, to] = [resolveRef(repository, base), resolveRef(repository, head)];
  if (from === null || to === null) throw notFound();
  const parted = commitOf(repository, mergeBase(repository, from.sha, to.sha));
  const render = (commit: Commit) => commitJson(world, repository, commit);
  const commits = commitsBetween(repository, parted.sha, to.sha);
  const behind = commitsBetween(repository, parted.sha, from.sha).length;
  const { items, headers } = paged(call, commits, render);
  const files = withRenames(diff(parted.files, to.files)).slice(0, mostFiles);
  const first = Number(call.query.page ?? 1) === 1;
  const url = `${repositoryUrl(world, repository)}/compare/${base}...${head}`;
  const page = `${repositoryPage(repository)}/compare/${base}...${head}`;
  const body = {
    url,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: render(from),
    merge_base_commit: render(parted),
    status: relationOf(commits.length, behind),
    ahead_by: commits.length,
    behind_by: behind,
    total_commits: commits.length,
    commits: items,
    ...(first ? { files: files.map((file) => fileJson(world, repository, to.sha, file)) } : {}),
  };
  return { status: 200, body, headers };
}

export const compareRoutes: readonly Route[] = [
  { operation: 'repos/compare-commits-with-basehead', auth: 'installation', handle: compare },
];
