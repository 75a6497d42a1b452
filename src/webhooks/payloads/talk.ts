// `issue_comment` and `pull_request_review`: people at work, and the commands they write.
// Only `created` is heard: whoever may edit a comment later is not who wrote it (T-28). Bots command nothing, our own comments
// among them, so that no answer can be taken for a question (T-29).

import { type Spoken, spokenIn } from '../../core/commands/spoken.ts';
import type { RepositoryFacts } from '../../core/facts.ts';
import { commentId, issueNumber, pullNumber, userId } from '../../core/ids.ts';
import { commandLine } from '../command-line.ts';
import { type Fields, fields, instant, repositoryFacts, text } from '../fields.ts';
import type { Delivered, Occurrence } from '../reading.ts';
import { actorOf, isPerson } from './pull-request.ts';

export function readComment({ name, payload }: Delivered): Occurrence | string {
  const issue = fields(payload.issue, 'issue');
  const comment = fields(payload.comment, 'comment');
  const reason = notTheirWord(payload, comment);
  if (reason !== null) return reason;
  const line = commandLine(text(comment.body, 'comment.body'));
  const command = line === null ? null : spokenIn(line);
  const said = { name, repository: repositoryFacts(payload.repository), command, comment };
  return issue.pull_request === undefined || issue.pull_request === null
    ? onIssue(said, issue, payload)
    : onPull(said, issue, payload);
}

interface Said {
  readonly name: string;
  readonly repository: RepositoryFacts;
  readonly command: Spoken | null;
  readonly comment: Fields;
}

function onPull({ name, repository, command, comment }: Said, issue: Fields, payload: Fields): Occurrence {
  const number = pullNumber(issue.number);
  const subject = { kind: 'pull', repositoryId: repository.id, pullNumber: number } as const;
  if (command === null) return { subject, event: { kind: 'activity', name, repository, pullNumber: number } };
  return {
    subject,
    event: {
      kind: 'commanded',
      name,
      repository,
      pullNumber: number,
      actor: actorOf(payload.sender),
      command,
      commentId: commentId(comment.id),
      at: instant(comment.created_at, 'comment.created_at'),
    },
  };
}

function onIssue(
  { name, repository, command, comment }: Said,
  issue: Fields,
  payload: Fields,
): Occurrence | string {
  if (command === null) return 'a comment on an issue';
  const number = issueNumber(issue.number);
  const actor = actorOf(payload.sender);
  const author = issue.user === null || issue.user === undefined ? null : fields(issue.user, 'issue.user');
  return {
    subject: { kind: 'issue', repositoryId: repository.id, issueNumber: number },
    event: {
      kind: 'idea-commanded',
      name,
      repository,
      issueNumber: number,
      isAuthor: author !== null && userId(author.id) === actor.id,
      actor,
      command,
      commentId: commentId(comment.id),
    },
  };
}

/** A bot is never at work, but what it approves or refuses may count. */
export function readReview({ name, action, payload }: Delivered): Occurrence | string {
  const person = isPerson(payload.sender);
  const { state } = fields(payload.review, 'review');
  if (!person && action === 'submitted' && state === 'commented') return 'not a person';
  const repository = repositoryFacts(payload.repository);
  const number = pullNumber(fields(payload.pull_request, 'pull_request').number);
  const kind = person && action === 'submitted' ? 'activity' : 'reviews-changed';
  return {
    subject: { kind: 'pull', repositoryId: repository.id, pullNumber: number },
    event: { kind, name, repository, pullNumber: number },
  };
}

/** Why the comment is not the word of the person who sent it. */
function notTheirWord({ sender }: Fields, comment: Fields): string | null {
  if (!isPerson(sender)) return 'not a person';
  // An app that writes in a person's name may have been talked into it by what it read.
  if (comment.performed_via_github_app) return 'written through an app';
  const author = fields(comment.user, 'comment.user');
  return userId(author.id) === actorOf(sender).id ? null : 'written by somebody else';
}
