// The life of an issue: opened, edited, closed, reopened, locked. Each changes the state first, then tells the app.

import { issueJson } from '../render/issue.ts';
import { labelJson } from '../render/pull.ts';
import type { Account, Issue, Json, Repository, StateReason } from '../state/model.ts';
import { ensureAccount, ensureLabel, nowIn, repositoryNamed, type World } from '../state/world.ts';
import { takeNumber, touch } from './context.ts';

export type NewIssue = {
  readonly title?: string;
  readonly body?: string | null;
  readonly author?: string;
  readonly labels?: readonly string[];
  /** Of a form's labels only those are set that the repository has. */
  readonly byForm?: boolean;
};

export type IssueEdit = { readonly title?: string; readonly body?: string | null };
export type CloseReason = Exclude<StateReason, 'reopened'>;

export function tellIssue(
  world: World,
  action: string,
  issue: Issue,
  sender: Account,
  more: Json = {},
): void {
  const fields = () => ({ issue: issueJson(world, issue), ...more });
  world.emit({ name: `issues.${action}`, repository: issue.repository, sender, fields });
}

export function openIssue(
  world: World,
  name: string,
  { author = 'octocat', ...given }: NewIssue = {},
): Issue {
  return createIssue(world, repositoryNamed(world, name), ensureAccount(world, author), given);
}

/** `opened` shows the labels already, and `labeled` still comes for each: https://github.com/octokit/octokit.js/issues/2444 */
export function createIssue(world: World, repository: Repository, author: Account, given: NewIssue): Issue {
  const number = takeNumber(repository);
  const issue = addIssue(repository, {
    ...blankIssue(world),
    number,
    repository,
    author,
    title: given.title ?? `Issue ${number}`,
    body: given.body ?? null,
    labels: (given.labels ?? [])
      .filter((label) => !given.byForm || repository.labels.has(label.toLowerCase()))
      .map((label) => ensureLabel(world, repository, label)),
  });
  tellIssue(world, 'opened', issue, author);
  for (const label of issue.labels)
    tellIssue(world, 'labeled', issue, author, { label: labelJson(world, repository, label) });
  return issue;
}

type Given = 'number' | 'repository' | 'author' | 'title' | 'body' | 'labels';

function blankIssue(world: World): Omit<Issue, Given> {
  const at = nowIn(world);
  return {
    id: world.nextId(),
    createdAt: at,
    updatedAt: at,
    comments: new Map(),
    reactions: [],
    state: 'open',
    stateReason: null,
    locked: false,
    inDiscussion: false,
    closed: null,
  };
}

export function addIssue(repository: Repository, issue: Issue): Issue {
  repository.issues.set(issue.number, issue);
  if (issue.state === 'open') repository.openIssues += 1;
  return issue;
}

/** Its number is not given to another; what answers under it is left to `movedTo`. */
export function removeIssue(world: World, issue: Issue, movedTo: Issue | null): void {
  const { repository, number } = issue;
  repository.issues.delete(number);
  repository.gone.set(number, { movedTo });
  if (issue.state === 'open') repository.openIssues -= 1;
  for (const id of issue.comments.keys()) world.comments.delete(id);
}

/** Only what differs is a change, and no change is told to nobody. */
export function editIssue(world: World, issue: Issue, { title, body }: IssueEdit, sender: Account): void {
  const changes: Json = {};
  if (title !== undefined && title !== issue.title) {
    changes.title = { from: issue.title };
    issue.title = title;
  }
  if (body !== undefined && body !== issue.body) {
    changes.body = { from: issue.body ?? '' };
    issue.body = body;
  }
  if (Object.keys(changes).length === 0) return;
  touch(world, issue);
  tellIssue(world, 'edited', issue, sender, { changes });
}

function setState(world: World, issue: Issue, by: Account, reason: StateReason | null): void {
  const open = reason === 'reopened';
  issue.repository.openIssues += open ? 1 : -1;
  issue.state = open ? 'open' : 'closed';
  issue.stateReason = reason;
  issue.closed = open ? null : { at: nowIn(world), by };
  touch(world, issue);
}

/** A reason counts only when it closes: a closed issue keeps its own. */
export function closeIssue(world: World, issue: Issue, reason: CloseReason, sender: Account): void {
  if (issue.state === 'closed') return;
  setState(world, issue, sender, reason);
  tellIssue(world, 'closed', issue, sender);
}

export function reopenIssue(world: World, issue: Issue, sender: Account): void {
  if (issue.state === 'open') return;
  setState(world, issue, sender, 'reopened');
  tellIssue(world, 'reopened', issue, sender);
}

export function lockIssue(world: World, issue: Issue, locked: boolean, sender: Account): void {
  if (issue.locked === locked) return;
  issue.locked = locked;
  touch(world, issue);
  tellIssue(world, locked ? 'locked' : 'unlocked', issue, sender);
}

export type ConversionGiven = { readonly tells?: 'nothing' | 'closed' };

/**
 * GitHub keeps the issue, closed and locked, and its API gives no other sign of the discussion:
 * https://docs.github.com/rest/using-the-rest-api/issue-event-types#converted_to_discussion and
 * https://github.com/dessant/lock-threads/issues/24. No webhook of the issue is documented for it, so none is sent
 * unless asked for: an app must cope with either.
 */
export function convertIssueToDiscussion(
  world: World,
  issue: Issue,
  { tells = 'nothing' }: ConversionGiven,
  sender: Account,
): void {
  const wasOpen = issue.state === 'open';
  if (wasOpen) setState(world, issue, sender, null);
  issue.locked = true;
  issue.inDiscussion = true;
  touch(world, issue);
  if (tells === 'nothing') return;
  if (wasOpen) tellIssue(world, 'closed', issue, sender);
  tellIssue(world, 'locked', issue, sender);
}
