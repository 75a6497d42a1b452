// `issues`: something happened to an issue. Whether it is an idea is decided by its label, later; what stands in it is read anew.

import type { KnownIssue } from '../../core/ideas/record.ts';
import { issueNumber, userId } from '../../core/ids.ts';
import type { IssueEvent } from '../../core/issue-event.ts';
import { count, type Fields, fields, instant, list, repositoryFacts, text } from '../fields.ts';
import type { Delivered, Occurrence } from '../reading.ts';
import { actorOf } from './pull-request.ts';

type IssueSeen = Extract<IssueEvent, { kind: 'issue-seen' }>;

export function readIssue({ name, action, payload }: Delivered): Occurrence | string {
  const issue = fields(payload.issue, 'issue');
  if (issue.pull_request !== undefined && issue.pull_request !== null) return 'a pull request';
  const repository = repositoryFacts(payload.repository);
  const number = issueNumber(issue.number);
  return {
    subject: { kind: 'issue', repositoryId: repository.id, issueNumber: number },
    event: {
      kind: 'issue-seen',
      name,
      repository,
      issueNumber: number,
      labels: labelsOf(issue),
      ...labelled(action, payload),
      actor: actorOf(payload.sender),
    },
  };
}

function labelled(action: string, { label }: Fields): Pick<IssueSeen, 'labelled'> {
  if (action !== 'labeled' && action !== 'unlabeled') return {};
  // GitHub leaves the label out when it was deleted altogether.
  if (label === undefined || label === null) return { labelled: null };
  return { labelled: { label: text(fields(label, 'label').name, 'label.name'), set: action === 'labeled' } };
}

const stateOf = ({ state }: Fields): 'open' | 'closed' =>
  text(state, 'issue.state') === 'closed' ? 'closed' : 'open';

/** GitHub writes a label as an object, or, in some answers, as its name alone. */
function labelsOf({ labels }: Fields): readonly string[] {
  return list(labels ?? [], 'issue.labels').map((label) =>
    text(typeof label === 'string' ? label : fields(label, 'issue.labels').name, 'issue.labels.name'),
  );
}

export interface WrittenIssue {
  readonly issue: KnownIssue;
  readonly body: string;
}

/** Out of an answer of the REST API; null for a pull request, which GitHub lists among the issues. Nothing is redacted yet. */
export function writtenIssue(value: unknown): WrittenIssue | null {
  const issue = fields(value, 'issue');
  if (issue.pull_request !== undefined && issue.pull_request !== null) return null;
  const { user, reactions } = issue;
  const author = user === null || user === undefined ? null : fields(user, 'issue.user');
  const reason = issue.state_reason;
  return {
    body: issue.body === null || issue.body === undefined ? '' : text(issue.body, 'issue.body'),
    issue: {
      number: issueNumber(issue.number),
      id: count(issue.id, 'issue.id'),
      title: text(issue.title, 'issue.title'),
      url: text(issue.html_url, 'issue.html_url'),
      authorId: author ? userId(author.id) : null,
      authorLogin: author ? text(author.login, 'issue.user.login') : 'ghost',
      state: stateOf(issue),
      stateReason: typeof reason === 'string' ? reason : null,
      labels: labelsOf(issue),
      votes: votesOf(reactions),
      createdAt: instant(issue.created_at, 'issue.created_at'),
      updatedAt: instant(issue.updated_at, 'issue.updated_at'),
    },
  };
}

/** Absent in some answers: then nobody voted as far as we know. */
function votesOf(reactions: unknown): KnownIssue['votes'] {
  if (reactions === undefined || reactions === null) return { up: 0, down: 0 };
  const counts = fields(reactions, 'issue.reactions');
  return {
    up: count(counts['+1'] ?? 0, 'issue.reactions.+1'),
    down: count(counts['-1'] ?? 0, 'issue.reactions.-1'),
  };
}

/** `owner/name` of the repository that an answer of the REST API says it is of, in lower case. */
export function issuePlace(value: unknown): string {
  const url = text(fields(value, 'issue').repository_url, 'issue.repository_url');
  return url.split('/').slice(-2).join('/').toLowerCase();
}
