// Pull requests, their reviews and labels as GitHub shows them, in answers and in payloads.

import { missingChecks } from '../state/checks.ts';
import { conflicts } from '../state/git.ts';
import type { Account, Json, Label, Pull, Repository, Review } from '../state/model.ts';
import { nodeId, type World } from '../state/world.ts';
import { userJson } from './account.ts';
import { repositoryJson, repositoryPage, repositoryUrl } from './repository.ts';

export function labelJson(world: World, repository: Repository, label: Label): Json {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: 'ededed',
    default: false,
    description: null,
  };
}

export function associationOf(repository: Repository, account: Account): string {
  if (account.id === repository.owner.id) return 'OWNER';
  const role = repository.collaborators.get(account.login.toLowerCase());
  if (role === undefined || role === 'none') return 'NONE';
  return repository.owner.type === 'Organization' ? 'MEMBER' : 'COLLABORATOR';
}

function sideJson(world: World, repository: Repository, ref: string, sha: string): Json {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: userJson(world, repository.owner),
    repo: repositoryJson(world, repository),
  };
}

function linksJson(url: string, page: string, issue: string, statuses: string): Json {
  const links = {
    self: url,
    html: page,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${url.replace(/\/\d+$/, '')}/comments{/number}`,
    commits: `${url}/commits`,
    statuses,
  };
  return Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }]));
}

/** As in lists of pull requests. */
export function pullSimpleJson(world: World, pull: Pull): Json {
  const { repository } = pull;
  const root = repositoryUrl(world, repository);
  const url = `${root}/pulls/${pull.number}`;
  const page = `${repositoryPage(repository)}/pull/${pull.number}`;
  const issue = `${root}/issues/${pull.number}`;
  const statuses = `${root}/statuses/${pull.head.sha}`;
  const _links = linksJson(url, page, issue, statuses);
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userJson(world, pull.author),
    body: pull.body,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.sha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: pull.labels.map((label) => labelJson(world, repository, label)),
    milestone: null,
    draft: pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${root}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    head: sideJson(world, pull.head.repository, pull.head.ref, pull.head.sha),
    base: sideJson(world, repository, pull.base.ref, pull.base.sha),
    _links,
    author_association: associationOf(repository, pull.author),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** As in payloads: GitHub has not yet worked out whether it can be merged, and says so with null. */
export function pullJson(world: World, pull: Pull): Json {
  return {
    ...pullSimpleJson(world, pull),
    merged: pull.merged !== null,
    mergeable: null,
    rebaseable: null,
    mergeable_state: pull.state === 'open' && pull.draft ? 'draft' : 'unknown',
    merged_by: pull.merged === null ? null : userJson(world, pull.merged.by),
    comments: pull.comments.size,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: pull.stats.commits,
    additions: pull.stats.additions,
    deletions: pull.stats.deletions,
    changed_files: pull.stats.files,
  };
}

/** As in `GET /pulls/{n}`: mergeability is known by now. */
export function pullAnswerJson(world: World, pull: Pull): Json {
  if (pull.state === 'closed') return pullJson(world, pull);
  const mergeable = conflicts(pull).length === 0;
  const blocked = missingChecks(pull.repository, pull.base.ref, pull.head.sha).length > 0;
  const state = pull.draft ? 'draft' : !mergeable ? 'dirty' : blocked ? 'blocked' : 'clean';
  return { ...pullJson(world, pull), mergeable, rebaseable: mergeable, mergeable_state: state };
}

/** In checks: just enough to find it again. */
export function pullMinimalJson(world: World, pull: Pull): Json {
  const side = (repository: Repository, ref: string, sha: string) => ({
    ref,
    sha,
    repo: { id: repository.id, url: repositoryUrl(world, repository), name: repository.name },
  });
  return {
    url: `${repositoryUrl(world, pull.repository)}/pulls/${pull.number}`,
    id: pull.id,
    number: pull.number,
    head: side(pull.head.repository, pull.head.ref, pull.head.sha),
    base: side(pull.repository, pull.base.ref, pull.base.sha),
  };
}

export function reviewJson(world: World, pull: Pull, review: Review, inPayload: boolean): Json {
  const page = `${repositoryPage(pull.repository)}/pull/${pull.number}`;
  const url = `${repositoryUrl(world, pull.repository)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userJson(world, review.author),
    body: inPayload ? review.body : (review.body ?? ''),
    state: inPayload ? review.state : review.state.toUpperCase(), // GitHub's own two spellings
    html_url: `${page}#pullrequestreview-${review.id}`,
    pull_request_url: url,
    author_association: associationOf(pull.repository, review.author),
    _links: { html: { href: `${page}#pullrequestreview-${review.id}` }, pull_request: { href: url } },
    submitted_at: review.submittedAt,
    ...(inPayload ? { updated_at: review.submittedAt } : {}),
    commit_id: review.commitSha,
  };
}
