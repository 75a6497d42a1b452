// The one table of what we react to. app.yml, its permissions, the normaliser and the tests all follow from it;
// an event or action that is not here is ignored.

import { readButton } from './payloads/button.ts';
import { readCheckCompleted, readCheckRun, readCheckSuite } from './payloads/checks.ts';
import { readInstallation, readRepositoriesGained, readRepositoriesLost } from './payloads/installation.ts';
import { readIssue } from './payloads/issue.ts';
import { readMergeGroupDestroyed, readMergeGroupRequested } from './payloads/merge-group.ts';
import { readPullRequest } from './payloads/pull-request.ts';
import { readPush } from './payloads/push.ts';
import { readRepositoryLost, readRepositorySeen } from './payloads/repository.ts';
import { readComment, readReview } from './payloads/talk.ts';
import type { Reader } from './reading.ts';

export interface Reaction {
  readonly event: string;
  /** Null for an event that has no actions. */
  readonly actions: readonly string[] | null;
  readonly why: string;
  /** The permission GitHub wants before it sends the event; null when it is sent to every app, asked or not. */
  readonly permission: string | null;
  readonly read: Reader;
}

export const reactions: readonly Reaction[] = [
  {
    event: 'pull_request',
    actions: [
      'opened',
      'reopened',
      'closed',
      'synchronize',
      'edited',
      'labeled',
      'unlabeled',
      'converted_to_draft',
      'ready_for_review',
      'enqueued',
    ],
    why: 'a slot is asked for, given back, or counted differently; a merge group is about to ask',
    permission: 'pull_requests',
    read: readPullRequest,
  },
  {
    event: 'push',
    actions: null,
    why: 'the configuration may have changed',
    permission: 'contents',
    read: readPush,
  },
  {
    event: 'check_run',
    actions: ['rerequested'],
    why: 'asked again',
    permission: 'checks',
    read: readCheckRun,
  },
  {
    event: 'check_run',
    actions: ['completed'],
    why: "gates may ask about another app's check",
    permission: 'checks',
    read: readCheckCompleted,
  },
  {
    event: 'check_run',
    actions: ['requested_action'],
    why: 'a button was pressed',
    permission: 'checks',
    read: readButton,
  },
  {
    event: 'check_suite',
    actions: ['rerequested'],
    why: 'all asked again',
    permission: 'checks',
    read: readCheckSuite,
  },
  {
    event: 'merge_group',
    actions: ['checks_requested'],
    why: 'the merge queue waits for an answer on a branch of its own',
    permission: 'merge_queues',
    read: readMergeGroupRequested,
  },
  {
    event: 'merge_group',
    actions: ['destroyed'],
    why: 'the group landed or was taken apart',
    permission: 'merge_queues',
    read: readMergeGroupDestroyed,
  },
  {
    event: 'issue_comment',
    // Not `edited`: whoever may edit a comment is not always who wrote it (T-28).
    actions: ['created'],
    why: 'a command, or a sign that somebody is at work',
    permission: 'issues',
    read: readComment,
  },
  {
    event: 'issues',
    actions: ['opened', 'edited', 'labeled', 'unlabeled', 'closed', 'reopened', 'transferred', 'deleted'],
    why: 'an idea was written, changed, or left',
    permission: 'issues',
    read: readIssue,
  },
  {
    event: 'pull_request_review',
    // Not `edited`: that changes its text, never what it says of the pull request.
    actions: ['submitted', 'dismissed'],
    why: 'somebody is at work, and an approval may count or count no longer',
    permission: 'pull_requests',
    read: readReview,
  },
  {
    event: 'repository',
    actions: ['renamed', 'transferred', 'edited', 'privatized', 'publicized', 'unarchived'],
    why: 'its name, owner or default branch may differ',
    permission: 'metadata',
    read: readRepositorySeen,
  },
  {
    event: 'repository',
    actions: ['deleted', 'archived'],
    why: 'its pull requests can no longer hold slots',
    permission: 'metadata',
    read: readRepositoryLost,
  },
  installation('created', 'created', 'a new tenant'),
  installation('deleted', 'removed', 'a tenant left'),
  installation('suspend', 'suspended', 'we may not act for a while'),
  installation('unsuspend', 'resumed', 'we may act again'),
  installation('new_permissions_accepted', 'permissions', 'we may do more than before'),
  {
    event: 'installation_repositories',
    actions: ['added'],
    why: 'repositories to look at',
    permission: null,
    read: readRepositoriesGained,
  },
  {
    event: 'installation_repositories',
    actions: ['removed'],
    why: 'repositories to forget',
    permission: null,
    read: readRepositoriesLost,
  },
];

function installation(action: string, change: Parameters<typeof readInstallation>[0], why: string): Reaction {
  return { event: 'installation', actions: [action], why, permission: null, read: readInstallation(change) };
}

const readers: ReadonlyMap<string, Reader> = new Map(
  reactions.flatMap(({ event, actions, read }) =>
    (actions ?? ['']).map((action) => [deliveryName(event, action), read] as const),
  ),
);

/** GitHub's name for a delivery, `pull_request.opened` or, without an action, `push`. */
export function deliveryName(event: string, action: string): string {
  return action === '' ? event : `${event}.${action}`;
}

/** An event without actions stays one, should GitHub ever add an `action` to it. */
export function readerOf(event: string, action: string): Reader | undefined {
  return readers.get(deliveryName(event, action)) ?? readers.get(event);
}

/**
 * GitHub echoes every check we write (`created`, `completed`, a suite per push). Storing them would double the writes
 * for deliveries that can never mean anything. `ours`: our own app ran it; that others finished theirs is news.
 */
export function isEcho(event: string, action: string, ours: boolean): boolean {
  if (event === 'check_run' && action === 'completed') return ours;
  return (
    (event === 'check_run' || event === 'check_suite') && !/^re(?:requested|quested_action)$/.test(action)
  );
}

const reacting: ReadonlySet<string> = new Set(reactions.map(({ event }) => event));

export function whyNot(event: string, action: string): string {
  if (isEcho(event, action, true)) return 'our own checks';
  return reacting.has(event) ? 'nothing follows from this action' : 'not an event we asked for';
}
