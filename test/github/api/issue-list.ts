// The list of a repository's issues, pull requests among them, as far as the caller may read each kind.

import { issueJson } from '../render/issue.ts';
import type { Repository, Subject } from '../state/model.ts';
import {
  type Answer,
  type Call,
  invalid,
  listing,
  mayRead,
  type Route,
  reads,
  repositoryOf,
} from './route.ts';

/** Nothing here has any of these: to leave them unread would be to answer something else than was asked. */
const unknownFilters = ['milestone', 'assignee', 'type', 'mentioned', 'issue_field_values'];

const sortings: { readonly [name: string]: (a: Subject, b: Subject) => number } = {
  created: (a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt) || a.number - b.number,
  updated: (a, b) => Date.parse(a.updatedAt) - Date.parse(b.updatedAt) || a.number - b.number,
  comments: (a, b) => a.comments.size - b.comments.size || a.number - b.number,
};

/** "Endpoints that return both issues and pull requests will be filtered", say the docs on permissions of GitHub Apps. */
function readable(call: Call, repository: Repository): Subject[] {
  const issues = mayRead(call, repository, 'issues') ? [...repository.issues.values()] : [];
  const pulls = mayRead(call, repository, 'pull_requests') ? [...repository.pulls.values()] : [];
  return [...issues, ...pulls];
}

function matches({ state = 'open', labels = '', creator, since }: Call['query'], one: Subject): boolean {
  if (state !== 'all' && one.state !== state) return false;
  if (creator !== undefined && one.author.login.toLowerCase() !== creator.toLowerCase()) return false;
  if (since !== undefined && Date.parse(one.updatedAt) < Date.parse(since)) return false;
  const carried = new Set(one.labels.map(({ name }) => name.toLowerCase()));
  const wanted = labels.split(',').filter((name) => name !== '');
  return wanted.every((name) => carried.has(name.toLowerCase()));
}

function listIssues(call: Call): Answer {
  const repository = repositoryOf(call, reads('issues', 'pull_requests'));
  const unknown = unknownFilters.find((name) => call.query[name] !== undefined);
  if (unknown !== undefined) throw invalid('Issue', unknown, 'the simulated GitHub has none of these');
  const { sort = 'created', direction = 'desc' } = call.query;
  const found = readable(call, repository).filter((one) => matches(call.query, one));
  const sorted = found.sort(sortings[sort] ?? sortings.created);
  return listing(call, direction === 'desc' ? sorted.reverse() : sorted, (one) => issueJson(call.world, one));
}

export const issueListRoutes: readonly Route[] = [
  { operation: 'issues/list-for-repo', auth: 'installation', handle: listIssues },
];
