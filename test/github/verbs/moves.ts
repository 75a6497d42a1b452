// How an issue leaves its repository: moved to another one of the same owner, or deleted.

import { issueJson } from '../render/issue.ts';
import { repositoryJson } from '../render/repository.ts';
import type { Account, Comment, Issue, Repository } from '../state/model.ts';
import { fullName, nowIn, type World } from '../state/world.ts';
import { takeNumber } from './context.ts';
import { addIssue, removeIssue, tellIssue } from './issues.ts';

export function deleteIssue(world: World, issue: Issue, sender: Account): void {
  removeIssue(world, issue, null);
  tellIssue(world, 'deleted', issue, sender);
}

/**
 * The issue is made anew with the next number there. The new repository hears `opened` before the old one hears
 * `transferred` (seen in https://github.com/rust-lang/triagebot/issues/2119; GitHub promises no order).
 */
export function transferIssue(world: World, issue: Issue, target: Repository, sender: Account): Issue {
  const { repository: source } = issue;
  const leaks = source.private && !target.private; // which GitHub does not let happen
  if (target.owner !== source.owner || target === source || leaks)
    throw new Error(`${fullName(source)}#${issue.number} cannot be transferred to ${fullName(target)}`);
  const moved = copyTo(world, issue, target);
  removeIssue(world, issue, moved);
  const old = { old_issue: issueJson(world, issue), old_repository: repositoryJson(world, source) };
  const fresh = { new_issue: issueJson(world, moved), new_repository: repositoryJson(world, target) };
  tellIssue(world, 'opened', moved, sender, { changes: old });
  tellIssue(world, 'transferred', issue, sender, { changes: fresh });
  return moved;
}

/** Labels stay where the new repository has one of that name: https://github.com/github/docs/pull/20252 */
function copyTo(world: World, issue: Issue, target: Repository): Issue {
  const labels = issue.labels.flatMap(({ name }) => target.labels.get(name.toLowerCase()) ?? []);
  const moved = addIssue(target, {
    ...issue,
    id: world.nextId(),
    number: takeNumber(target),
    repository: target,
    comments: new Map(),
    reactions: [...issue.reactions],
    labels,
    updatedAt: nowIn(world),
  });
  for (const comment of issue.comments.values()) copyComment(world, comment, moved);
  return moved;
}

/** Nobody is told of these, and they keep their times: https://github.com/zwave-js/zwave-js/pull/8982 */
function copyComment(world: World, comment: Comment, { repository, number, comments }: Issue): void {
  const id = world.nextId();
  const copy = { ...comment, id, repository, issueNumber: number, reactions: [...comment.reactions] };
  comments.set(id, copy);
  world.comments.set(id, copy);
}
