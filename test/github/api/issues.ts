// Comments and labels, which GitHub keeps with issues; a pull request is an issue here as there.

import { commentJson, issueJson, labelJson, reactionJson, reactionNames } from '../render/pull.ts';
import type { Comment, Pull } from '../state/model.ts';
import { addComment, deleteComment, editComment, label, react, unlabel } from '../verbs/conversation.ts';
import {
  type Answer,
  ApiError,
  botOf,
  type Call,
  invalid,
  listing,
  type Needs,
  notFound,
  type Route,
  reads,
  repositoryOf,
  writes,
} from './route.ts';

const longestBody = 65_536; // characters
const readIssues = reads('issues', 'pull_requests');
const writeIssues = writes('issues', 'pull_requests');

function issueOf(call: Call, needs: Needs): Pull {
  const found = repositoryOf(call, needs).pulls.get(Number(call.params.issue_number));
  if (found === undefined) throw notFound();
  return found;
}

function commentOf(call: Call, needs: Needs): Comment {
  const repository = repositoryOf(call, needs);
  const found = call.world.comments.get(Number(call.params.comment_id));
  if (found === undefined || found.repository !== repository) throw notFound();
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
  const all = [...issueOf(call, readIssues).comments.values()].filter(
    (one) => Date.parse(one.updatedAt) >= since,
  );
  return listing(call, all, (one) => commentJson(call.world, one));
}

function createComment(call: Call): Answer {
  const comment = addComment(call.world, issueOf(call, writeIssues), botOf(call), bodyOf(call));
  return { status: 201, body: commentJson(call.world, comment) };
}

function updateComment(call: Call): Answer {
  const comment = commentOf(call, writeIssues);
  if (comment.author !== call.world.bot) throw new ApiError(403, 'Resource not accessible by integration');
  editComment(call.world, comment, bodyOf(call), botOf(call));
  return { status: 200, body: commentJson(call.world, comment) };
}

function removeComment(call: Call): Answer {
  deleteComment(call.world, commentOf(call, writeIssues), botOf(call));
  return { status: 204 };
}

function createReaction(call: Call): Answer {
  const { content } = call.body;
  if (typeof content !== 'string' || !reactionNames.includes(content)) throw invalid('Reaction', 'content');
  const { reaction, isNew } = react(call.world, commentOf(call, writeIssues), botOf(call), content);
  return { status: isNew ? 201 : 200, body: reactionJson(call.world, reaction) };
}

function labelsAnswer(call: Call, issue: Pull): Answer {
  return { status: 200, body: issue.labels.map((one) => labelJson(call.world, issue.repository, one)) };
}

function addLabels(call: Call): Answer {
  const issue = issueOf(call, writeIssues);
  const given = Array.isArray(call.body) ? call.body : call.body.labels;
  for (const one of Array.isArray(given) ? given : [given]) {
    const name = typeof one === 'string' ? one : (one as { name?: string } | undefined)?.name;
    if (typeof name !== 'string') throw invalid('Label', 'name');
    label(call.world, issue, name, botOf(call));
  }
  return labelsAnswer(call, issue);
}

function removeLabel(call: Call): Answer {
  const issue = issueOf(call, writeIssues);
  if (!unlabel(call.world, issue, call.params.name ?? '', botOf(call)))
    throw new ApiError(404, 'Label does not exist');
  return labelsAnswer(call, issue);
}

export const issueRoutes: readonly Route[] = [
  {
    operation: 'issues/get',
    auth: 'installation',
    handle: (call) => ({ status: 200, body: issueJson(call.world, issueOf(call, readIssues)) }),
  },
  { operation: 'issues/list-comments', auth: 'installation', handle: listComments },
  {
    operation: 'issues/get-comment',
    auth: 'installation',
    handle: (call) => ({ status: 200, body: commentJson(call.world, commentOf(call, readIssues)) }),
  },
  { operation: 'issues/create-comment', auth: 'installation', handle: createComment },
  { operation: 'issues/update-comment', auth: 'installation', handle: updateComment },
  { operation: 'issues/delete-comment', auth: 'installation', handle: removeComment },
  { operation: 'reactions/create-for-issue-comment', auth: 'installation', handle: createReaction },
  {
    operation: 'issues/list-labels-on-issue',
    auth: 'installation',
    handle: (call) =>
      listing(call, issueOf(call, readIssues).labels, (one) =>
        labelJson(call.world, issueOf(call, readIssues).repository, one),
      ),
  },
  { operation: 'issues/add-labels', auth: 'installation', handle: addLabels },
  { operation: 'issues/remove-label', auth: 'installation', handle: removeLabel },
];
