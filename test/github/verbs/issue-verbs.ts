// The verbs for issues, bound to one GitHub. Comments and labels have verbs that take a pull request's number as well;
// the ones here insist on an issue.

import type { Comment, Issue } from '../state/model.ts';
import { ensureAccount, issueNumbered, repositoryNamed, type World } from '../state/world.ts';
import { actor, type By } from './context.ts';
import { addComment, label, react, unlabel, unreact } from './conversation.ts';
import * as issues from './issues.ts';
import { deleteIssue, transferIssue } from './moves.ts';

type Name = string; // owner/name

export function issueVerbs(world: World) {
  const found = (name: Name, n: number) => issueNumbered(world, name, n);
  const author = (issue: Issue, by?: By) => actor(world, by, issue.author);
  const owner = ({ repository }: Issue, by?: By) => actor(world, by, repository.owner);
  /** Does it, and shows the issue as it is then. */
  const on = (name: Name, n: number, change: (issue: Issue) => void): Issue => {
    const issue = found(name, n);
    change(issue);
    return issue;
  };
  return {
    openIssue: (name: Name, given?: issues.NewIssue): Issue => issues.openIssue(world, name, given),
    editIssue: (name: Name, n: number, edit: issues.IssueEdit, by?: By): Issue =>
      on(name, n, (issue) => issues.editIssue(world, issue, edit, author(issue, by))),
    labelIssue: (name: Name, n: number, text: string, by?: By): Issue =>
      on(name, n, (issue) => label(world, issue, text, author(issue, by))),
    unlabelIssue: (name: Name, n: number, text: string, by?: By): Issue =>
      on(name, n, (issue) => unlabel(world, issue, text, author(issue, by))),
    closeIssue: (name: Name, n: number, reason: issues.CloseReason = 'completed', by?: By): Issue =>
      on(name, n, (issue) => issues.closeIssue(world, issue, reason, author(issue, by))),
    reopenIssue: (name: Name, n: number, by?: By): Issue =>
      on(name, n, (issue) => issues.reopenIssue(world, issue, author(issue, by))),
    lockIssue: (name: Name, n: number, by?: By): Issue =>
      on(name, n, (issue) => issues.lockIssue(world, issue, true, owner(issue, by))),
    unlockIssue: (name: Name, n: number, by?: By): Issue =>
      on(name, n, (issue) => issues.lockIssue(world, issue, false, owner(issue, by))),
    convertIssueToDiscussion: (name: Name, n: number, given: issues.ConversionGiven = {}, by?: By): Issue =>
      on(name, n, (issue) => issues.convertIssueToDiscussion(world, issue, given, owner(issue, by))),
    deleteIssue: (name: Name, n: number, by?: By): void =>
      void on(name, n, (issue) => deleteIssue(world, issue, owner(issue, by))),
    /** Answers the issue as it is in the repository it went to. */
    transferIssue: (name: Name, n: number, to: Name, by?: By): Issue =>
      transferIssue(world, found(name, n), repositoryNamed(world, to), owner(found(name, n), by)),
    /** GitHub tells nobody. */
    reactToIssue: (name: Name, n: number, given: { author: string; content: string }): void =>
      void react(world, found(name, n), ensureAccount(world, given.author), given.content),
    unreactToIssue: (name: Name, n: number, given: { author: string; content: string }): void =>
      unreact(found(name, n), ensureAccount(world, given.author), given.content),
    commentOnIssue: (name: Name, n: number, given: { author: string; body: string }): Comment =>
      addComment(world, found(name, n), ensureAccount(world, given.author), given.body),
  };
}
