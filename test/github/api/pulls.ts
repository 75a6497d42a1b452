// Pull requests: listing, reading, merging. A merge through the API is held to the same required checks as any other.

import { commitJson, fileJson } from '../render/commit.ts';
import { pullAnswerJson, pullSimpleJson, reviewJson } from '../render/pull.ts';
import { commitsBetween, pullDiff, withRenames } from '../state/git.ts';
import type { Pull } from '../state/model.ts';
import { fullName } from '../state/world.ts';
import { MergeRefused, merge } from '../verbs/merge.ts';
import { closePull, editPull, reopenPull } from '../verbs/pulls.ts';
import {
  type Answer,
  ApiError,
  botOf,
  type Call,
  listing,
  type Needs,
  notFound,
  type Route,
  reads,
  repositoryOf,
  writes,
} from './route.ts';

const mostFiles = 3_000;
const mostCommits = 250;
const readPulls = reads('pull_requests');

function pullOf(call: Call, needs: Needs): Pull {
  const repository = repositoryOf(call, needs);
  const found = repository.hasPulls ? repository.pulls.get(Number(call.params.pull_number)) : undefined;
  if (found === undefined) throw notFound();
  return found;
}

const sortings: { readonly [name: string]: (a: Pull, b: Pull) => number } = {
  created: (a, b) => a.number - b.number,
  updated: (a, b) => Date.parse(a.updatedAt) - Date.parse(b.updatedAt) || a.number - b.number,
  popularity: (a, b) => a.comments.size - b.comments.size,
  'long-running': (a, b) => a.number - b.number,
};

function listPulls(call: Call): Answer {
  const repository = repositoryOf(call, readPulls);
  if (!repository.hasPulls) throw notFound();
  const { state = 'open', base, head, sort = 'created' } = call.query;
  const direction = call.query.direction ?? (sort === 'created' ? 'desc' : 'asc');
  const matching = [...repository.pulls.values()].filter((pull) => {
    if (state !== 'all' && pull.state !== state) return false;
    if (base !== undefined && pull.base.ref !== base) return false;
    return (
      head === undefined ||
      `${pull.head.repository.owner.login}:${pull.head.ref}`.toLowerCase() === head.toLowerCase()
    );
  });
  const sorted = matching.sort(sortings[sort] ?? sortings.created);
  return listing(call, direction === 'desc' ? sorted.reverse() : sorted, (pull) =>
    pullSimpleJson(call.world, pull),
  );
}

function listFiles(call: Call): Answer {
  const pull = pullOf(call, readPulls);
  const files = withRenames(pullDiff(pull)).slice(0, mostFiles);
  return listing(call, files, (file) => fileJson(call.world, pull.repository, pull.head.sha, file));
}

function listCommits(call: Call): Answer {
  const pull = pullOf(call, readPulls);
  const commits = commitsBetween(pull.repository, pull.mergeBase, pull.head.sha).slice(0, mostCommits);
  return listing(call, commits, (commit) => commitJson(call.world, pull.repository, commit));
}

function listReviews(call: Call): Answer {
  const pull = pullOf(call, readPulls);
  return listing(call, pull.reviews, (review) => reviewJson(call.world, pull, review, false));
}

function putMerge(call: Call): Answer {
  const pull = pullOf(call, writes('contents'));
  const { sha, merge_method: method } = call.body;
  if (typeof sha === 'string' && sha !== pull.head.sha) {
    throw new ApiError(409, 'Head branch was modified. Review and try the merge again.');
  }
  try {
    const how = method === 'squash' || method === 'rebase' ? { method } : {};
    const merged = merge(call.world, pull, { by: botOf(call), ...how } as Parameters<typeof merge>[2]);
    return { status: 200, body: { sha: merged, merged: true, message: 'Pull Request successfully merged' } };
  } catch (error) {
    if (error instanceof MergeRefused) throw new ApiError(error.refusal.status, error.message);
    throw error;
  }
}

function patchPull(call: Call): Answer {
  const pull = pullOf(call, writes('pull_requests'));
  const name = fullName(pull.repository);
  const by = { as: call.world.bot.login };
  const { title, body, base, state } = call.body;
  const edit = {
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof body === 'string' ? { body } : {}),
    ...(typeof base === 'string' ? { base } : {}),
  };
  if (Object.keys(edit).length > 0) editPull(call.world, name, pull.number, edit, by);
  if (state === 'closed') closePull(call.world, name, pull.number, by);
  if (state === 'open') reopenPull(call.world, name, pull.number, by);
  return { status: 200, body: pullAnswerJson(call.world, pull) };
}

function checkMerged(call: Call): Answer {
  if (pullOf(call, readPulls).merged === null) throw notFound();
  return { status: 204 };
}

export const pullRoutes: readonly Route[] = [
  { operation: 'pulls/list', auth: 'installation', handle: listPulls },
  {
    operation: 'pulls/get',
    auth: 'installation',
    handle: (call) => ({ status: 200, body: pullAnswerJson(call.world, pullOf(call, readPulls)) }),
  },
  { operation: 'pulls/list-files', auth: 'installation', handle: listFiles },
  { operation: 'pulls/list-commits', auth: 'installation', handle: listCommits },
  { operation: 'pulls/list-reviews', auth: 'installation', handle: listReviews },
  { operation: 'pulls/check-if-merged', auth: 'installation', handle: checkMerged },
  { operation: 'pulls/merge', auth: 'installation', handle: putMerge },
  { operation: 'pulls/update', auth: 'installation', handle: patchPull },
];
