// `pull_request`: the payload holds the whole pull request, which counts as a read made at its `updated_at`.

import type { DomainEvent } from '../../core/event.ts';
import type { PullFacts } from '../../core/facts.ts';
import { MalformedFault } from '../../core/faults.ts';
import { pullNumber, type RepositoryId, repositoryId, sha, userId } from '../../core/ids.ts';
import type { Actor } from '../../core/wip/orders.ts';
import { type Fields, fields, flag, instant, list, repositoryFacts, text } from '../fields.ts';
import type { Delivered, Occurrence } from '../reading.ts';

/** The actions by which an author asks for a slot at this very moment. */
const ASKING: ReadonlySet<string> = new Set(['opened', 'reopened', 'ready_for_review']);

export function readPullRequest({ name, action, payload }: Delivered): Occurrence {
  const repository = repositoryFacts(payload.repository);
  const pull = pullFacts(payload.pull_request);
  return {
    subject: { kind: 'pull', repositoryId: repository.id, pullNumber: pull.number },
    event: {
      kind: 'pull-seen',
      name,
      repository,
      pull,
      asks: ASKING.has(action),
      activity: action === 'synchronize' && isPerson(payload.sender),
      labelled: labelled(action, payload),
      ...(action === 'synchronize' && payload.before !== undefined ? { before: sha(payload.before) } : {}),
    },
  };
}

/** A bot's push keeps no slot from expiring. */
export const isPerson = (sender: unknown): boolean => fields(sender, 'sender').type === 'User';

export function actorOf(sender: unknown): Actor {
  const account = fields(sender, 'sender');
  return { id: userId(account.id), login: text(account.login, 'sender.login') };
}

type Labelled = Extract<DomainEvent, { kind: 'pull-seen' }>['labelled'];

function labelled(action: string, payload: Fields): Labelled {
  if (action !== 'labeled' && action !== 'unlabeled') return null;
  // GitHub leaves the label out when it was deleted altogether.
  if (payload.label === undefined || payload.label === null) return null;
  return { label: labelName(payload.label), set: action === 'labeled', actor: actorOf(payload.sender) };
}

/** The repository it is a pull request of, whatever name led to it. */
export function repositoryOf(value: unknown): RepositoryId {
  const base = fields(fields(value, 'pull_request').base, 'pull_request.base');
  return repositoryId(fields(base.repo, 'pull_request.base.repo').id);
}

/** Out of a payload or an answer of the REST API, whose lists say `merged_at` and leave `merged` out. */
export function pullFacts(value: unknown): PullFacts {
  const pull = fields(value, 'pull_request');
  const head = fields(pull.head, 'pull_request.head');
  const base = fields(pull.base, 'pull_request.base');
  return {
    number: pullNumber(pull.number),
    title: text(pull.title, 'pull_request.title'),
    url: text(pull.html_url, 'pull_request.html_url'),
    ...author(pull.user),
    state: state(pull.state),
    merged: pull.merged === undefined ? wasMerged(pull) : flag(pull.merged, 'pull_request.merged'),
    draft: flag(pull.draft, 'pull_request.draft'),
    headSha: sha(head.sha),
    headRef: text(head.ref, 'pull_request.head.ref'),
    headRepositoryId:
      head.repo === null ? null : repositoryId(fields(head.repo, 'pull_request.head.repo').id),
    baseRef: text(base.ref, 'pull_request.base.ref'),
    labels: list(pull.labels, 'pull_request.labels').map(labelName),
    createdAt: instant(pull.created_at, 'pull_request.created_at'),
    updatedAt: instant(pull.updated_at, 'pull_request.updated_at'),
  };
}

function wasMerged(pull: Fields): boolean {
  return pull.merged_at !== null && instant(pull.merged_at, 'pull_request.merged_at') !== '';
}

/** GitHub sends `null` for a deleted account and shows it as `ghost`. */
function author(value: unknown): Pick<PullFacts, 'authorId' | 'authorLogin'> {
  if (value === null) return { authorId: null, authorLogin: 'ghost' };
  const user = fields(value, 'pull_request.user');
  return { authorId: userId(user.id), authorLogin: text(user.login, 'pull_request.user.login') };
}

function state(value: unknown): PullFacts['state'] {
  if (value === 'open' || value === 'closed') return value;
  throw new MalformedFault('pull_request.state should be open or closed', 'pull_request.state');
}

function labelName(value: unknown): string {
  return text(fields(value, 'pull_request.labels').name, 'pull_request.labels.name');
}
