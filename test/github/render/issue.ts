// Issues, and pull requests seen as issues, with their comments and reactions, as answers and payloads show them.

import type { Comment, Issue, Json, Pull, Reaction, Repository, Subject } from '../state/model.ts';
import { isPull, nodeId, type World } from '../state/world.ts';
import { appJson, userJson } from './account.ts';
import { associationOf, labelJson } from './pull.ts';
import { repositoryPage, repositoryUrl } from './repository.ts';

export const reactionNames = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];

function reactionsJson(url: string, given: readonly Reaction[]): Json {
  const counts = reactionNames.map((name) => [name, given.filter((one) => one.content === name).length]);
  return { url: `${url}/reactions`, total_count: given.length, ...Object.fromEntries(counts) };
}

export function reactionJson(world: World, { id, author, content, createdAt }: Reaction): Json {
  const node_id = nodeId('REA', id);
  return { id, node_id, user: userJson(world, author), content, created_at: createdAt };
}

function pageOf(repository: Repository, number: number): string {
  const kind = repository.pulls.has(number) ? 'pull' : 'issues';
  return `${repositoryPage(repository)}/${kind}/${number}`;
}

export function commentJson(world: World, comment: Comment): Json {
  const root = repositoryUrl(world, comment.repository);
  const url = `${root}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${pageOf(comment.repository, comment.issueNumber)}#issuecomment-${comment.id}`,
    issue_url: `${root}/issues/${comment.issueNumber}`,
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: userJson(world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(comment.repository, comment.author),
    body: comment.body,
    reactions: reactionsJson(url, comment.reactions),
    performed_via_github_app: comment.byApp ? appJson(world, world.app) : null,
  };
}

export function issueUrl(world: World, { repository, number }: Subject): string {
  return `${repositoryUrl(world, repository)}/issues/${number}`;
}

function commonJson(world: World, subject: Subject): Json {
  const url = issueUrl(world, subject);
  return {
    url,
    repository_url: repositoryUrl(world, subject.repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: pageOf(subject.repository, subject.number),
    id: subject.id,
    number: subject.number,
    title: subject.title,
    user: userJson(world, subject.author),
    labels: subject.labels.map((label) => labelJson(world, subject.repository, label)),
    state: subject.state,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: subject.comments.size,
    created_at: subject.createdAt,
    updated_at: subject.updatedAt,
    author_association: associationOf(subject.repository, subject.author),
    active_lock_reason: null,
    body: subject.body,
    timeline_url: `${url}/timeline`,
  };
}

function pullAsIssueJson(world: World, pull: Pull): Json {
  const html_url = pageOf(pull.repository, pull.number);
  return {
    ...commonJson(world, pull),
    node_id: nodeId('PR', pull.id),
    locked: false,
    closed_at: pull.closedAt,
    draft: pull.draft,
    pull_request: {
      url: `${repositoryUrl(world, pull.repository)}/pulls/${pull.number}`,
      html_url,
      diff_url: `${html_url}.diff`,
      patch_url: `${html_url}.patch`,
      merged_at: pull.merged?.at ?? null,
    },
    reactions: reactionsJson(issueUrl(world, pull), []),
    performed_via_github_app: null,
    state_reason: null,
  };
}

function plainIssueJson(world: World, issue: Issue): Json {
  return {
    ...commonJson(world, issue),
    node_id: nodeId('I', issue.id),
    locked: issue.locked,
    closed_at: issue.closed?.at ?? null,
    reactions: reactionsJson(issueUrl(world, issue), issue.reactions),
    performed_via_github_app: issue.author === world.bot ? appJson(world, world.app) : null,
    state_reason: issue.stateReason,
  };
}

export function issueJson(world: World, subject: Subject): Json {
  return isPull(subject) ? pullAsIssueJson(world, subject) : plainIssueJson(world, subject);
}

/** The answers about one issue say who closed it; lists and payloads do not. */
export function issueAnswerJson(world: World, subject: Subject): Json {
  const closed = isPull(subject) ? null : subject.closed;
  return { ...issueJson(world, subject), closed_by: closed === null ? null : userJson(world, closed.by) };
}
