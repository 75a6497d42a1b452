// Comments on issues and pull requests, and reactions to them.

import { commentJson, reactionJson, reactionNames } from '../render/issue.ts';
import type { Comment, Subject } from '../state/model.ts';
import { isPull } from '../state/world.ts';
import { addComment, deleteComment, editComment, react } from '../verbs/conversation.ts';
import {
  type Answer,
  ApiError,
  botOf,
  type Call,
  invalid,
  listing,
  type Needs,
  notAccessible,
  notFound,
  type Route,
  repositoryOf,
} from './route.ts';
import { subjectOf } from './subject.ts';

const longestBody = 65_536; // characters

function commentOf(call: Call, level: Needs['level']): Comment {
  const repository = repositoryOf(call, { any: ['issues', 'pull_requests'], level });
  const found = call.world.comments.get(Number(call.params.comment_id));
  if (found === undefined || found.repository !== repository) throw notFound();
  const kind = repository.pulls.has(found.issueNumber) ? 'pull_requests' : 'issues';
  repositoryOf(call, { any: [kind], level });
  return found;
}

function bodyOf(call: Call): string {
  const { body } = call.body;
  if (typeof body !== 'string' || body.trim() === '')
    throw invalid('IssueComment', 'body', 'body cannot be blank');
  if (body.length > longestBody)
    throw invalid('IssueComment', 'body', 'body is too long (maximum is 65536 characters)');
  return body;
}

function listComments(call: Call): Answer {
  const since = Date.parse(call.query.since ?? '1970-01-01T00:00:00Z');
  const all = [...subjectOf(call, 'read').comments.values()].filter(
    (one) => Date.parse(one.updatedAt) >= since,
  );
  return listing(call, all, (one) => commentJson(call.world, one));
}

/**
 * A locked conversation is closed to apps, whatever they hold: https://github.com/renovatebot/renovate/issues/6215.
 * One that became a discussion stays so when it is unlocked: https://github.com/dessant/lock-threads/issues/24
 */
function requireTalk(subject: Subject): void {
  if (isPull(subject)) return;
  if (subject.locked) throw new ApiError(403, 'Unable to create comment because issue is locked.');
  if (subject.inDiscussion)
    throw new ApiError(403, 'Issue cannot be modified because it was converted to a discussion.');
}

function createComment(call: Call): Answer {
  const subject = subjectOf(call, 'write');
  requireTalk(subject);
  const comment = addComment(call.world, subject, botOf(call), bodyOf(call));
  return { status: 201, body: commentJson(call.world, comment) };
}

function getComment(call: Call): Answer {
  return { status: 200, body: commentJson(call.world, commentOf(call, 'read')) };
}

function updateComment(call: Call): Answer {
  const comment = commentOf(call, 'write');
  if (comment.author !== call.world.bot) throw notAccessible();
  editComment(call.world, comment, bodyOf(call), botOf(call));
  return { status: 200, body: commentJson(call.world, comment) };
}

function removeComment(call: Call): Answer {
  deleteComment(call.world, commentOf(call, 'write'), botOf(call));
  return { status: 204 };
}

/** Nobody reacts in a locked issue, not even who may comment: https://github.com/github/gh-aw/issues/15966 */
function createReaction(call: Call): Answer {
  const { content } = call.body;
  if (typeof content !== 'string' || !reactionNames.includes(content)) throw invalid('Reaction', 'content');
  const comment = commentOf(call, 'write');
  if (comment.repository.issues.get(comment.issueNumber)?.locked === true)
    throw new ApiError(403, 'Unable to create reaction because issue is locked.');
  const { reaction, isNew } = react(call.world, comment, botOf(call), content);
  return { status: isNew ? 201 : 200, body: reactionJson(call.world, reaction) };
}

export const commentRoutes: readonly Route[] = [
  { operation: 'issues/list-comments', auth: 'installation', handle: listComments },
  { operation: 'issues/get-comment', auth: 'installation', handle: getComment },
  { operation: 'issues/create-comment', auth: 'installation', handle: createComment },
  { operation: 'issues/update-comment', auth: 'installation', handle: updateComment },
  { operation: 'issues/delete-comment', auth: 'installation', handle: removeComment },
  { operation: 'reactions/create-for-issue-comment', auth: 'installation', handle: createReaction },
];
