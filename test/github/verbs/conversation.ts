// Labels, comments and reviews: what people say about a pull request or an issue. Most of it counts as its update.

import { commentJson, issueJson, reactionNames } from '../render/issue.ts';
import { labelJson, pullJson, reviewJson } from '../render/pull.ts';
import type { Account, Comment, Json, Pull, Reaction, Review, Subject } from '../state/model.ts';
import {
  ensureAccount,
  ensureLabel,
  isPull,
  nowIn,
  pullNumbered,
  subjectNumbered,
  type World,
} from '../state/world.ts';
import { actor, type By, touch } from './context.ts';
import { tellIssue } from './issues.ts';
import { tellPull } from './pulls.ts';

function tell(world: World, action: string, subject: Subject, sender: Account, more: Json): void {
  if (isPull(subject)) tellPull(world, action, subject, sender, more);
  else tellIssue(world, action, subject, sender, more);
}

export function label(world: World, subject: Subject, name: string, sender: Account): void {
  if (subject.labels.some((one) => one.name.toLowerCase() === name.toLowerCase())) return;
  const added = ensureLabel(world, subject.repository, name);
  subject.labels = [...subject.labels, added];
  touch(world, subject);
  tell(world, 'labeled', subject, sender, { label: labelJson(world, subject.repository, added) });
}

/** False when it did not carry the label. */
export function unlabel(world: World, subject: Subject, name: string, sender: Account): boolean {
  const removed = subject.labels.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (removed === undefined) return false;
  subject.labels = subject.labels.filter((one) => one !== removed);
  touch(world, subject);
  tell(world, 'unlabeled', subject, sender, { label: labelJson(world, subject.repository, removed) });
  return true;
}

export function addLabel(world: World, name: string, number: number, text: string, by?: By): void {
  const subject = subjectNumbered(world, name, number);
  label(world, subject, text, actor(world, by, subject.author));
}

export function removeLabel(world: World, name: string, number: number, text: string, by?: By): void {
  const subject = subjectNumbered(world, name, number);
  unlabel(world, subject, text, actor(world, by, subject.author));
}

export function addComment(world: World, subject: Subject, author: Account, body: string): Comment {
  const at = nowIn(world);
  const byApp = author === world.bot;
  const given = {
    repository: subject.repository,
    issueNumber: subject.number,
    author,
    byApp,
    body,
    createdAt: at,
    updatedAt: at,
  };
  const comment: Comment = { id: world.nextId(), reactions: [], ...given };
  subject.comments.set(comment.id, comment);
  world.comments.set(comment.id, comment);
  touch(world, subject);
  tellComment(world, 'created', subject, comment, author);
  return comment;
}

function tellComment(
  world: World,
  action: string,
  subject: Subject,
  comment: Comment,
  sender: Account,
  more = {},
): void {
  const fields = () => ({
    issue: issueJson(world, subject),
    comment: commentJson(world, comment),
    ...more,
  });
  world.emit({ name: `issue_comment.${action}`, repository: subject.repository, sender, fields });
}

export function editComment(world: World, comment: Comment, body: string, sender: Account): void {
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = nowIn(world);
  tellComment(world, 'edited', subjectOf(comment), comment, sender, { changes });
}

/** The same reaction by the same account again is the one that is there. GitHub tells nobody of reactions. */
export function react(
  world: World,
  to: { readonly reactions: Reaction[] },
  author: Account,
  content: string,
): { readonly reaction: Reaction; readonly isNew: boolean } {
  if (!reactionNames.includes(content)) throw new Error(`GitHub has no reaction ${content}`);
  const known = to.reactions.find((one) => one.author === author && one.content === content);
  if (known !== undefined) return { reaction: known, isNew: false };
  const reaction = { id: world.nextId(), author, content, createdAt: nowIn(world) };
  to.reactions.push(reaction);
  return { reaction, isNew: true };
}

export function unreact(to: { reactions: Reaction[] }, author: Account, content: string): void {
  const place = to.reactions.findIndex((one) => one.author === author && one.content === content);
  if (place >= 0) to.reactions.splice(place, 1);
}

export function deleteComment(world: World, comment: Comment, sender: Account): void {
  const subject = subjectOf(comment);
  subject.comments.delete(comment.id);
  world.comments.delete(comment.id);
  tellComment(world, 'deleted', subject, comment, sender);
}

function subjectOf({ id, repository, issueNumber }: Comment): Subject {
  const found = repository.pulls.get(issueNumber) ?? repository.issues.get(issueNumber);
  if (found === undefined) throw new Error(`what comment ${id} was about is gone`);
  return found;
}

export function comment(
  world: World,
  name: string,
  number: number,
  given: { author: string; body: string },
): Comment {
  const subject = subjectNumbered(world, name, number);
  return addComment(world, subject, ensureAccount(world, given.author), given.body);
}

export type NewReview = {
  readonly author: string;
  readonly state?: 'approved' | 'changes_requested' | 'commented';
  readonly body?: string | null;
  readonly commit?: string; // default: the head
};

export function review(world: World, name: string, number: number, given: NewReview): Review {
  const pull = pullNumbered(world, name, number);
  const made: Review = {
    id: world.nextId(),
    author: ensureAccount(world, given.author),
    body: given.body ?? null,
    commitSha: given.commit ?? pull.head.sha,
    submittedAt: nowIn(world),
    state: given.state ?? 'approved',
  };
  pull.reviews.push(made);
  touch(world, pull);
  tellReview(world, 'submitted', pull, made, made.author);
  return made;
}

export function dismissReview(world: World, name: string, number: number, id: number, by?: By): void {
  const pull = pullNumbered(world, name, number);
  const found = pull.reviews.find((one) => one.id === id);
  if (found === undefined) throw new Error(`${name}#${number} has no review ${id}`);
  found.state = 'dismissed';
  touch(world, pull);
  tellReview(world, 'dismissed', pull, found, actor(world, by, pull.repository.owner));
}

function tellReview(world: World, action: string, pull: Pull, made: Review, sender: Account): void {
  const fields = () => ({ review: reviewJson(world, pull, made, true), pull_request: pullJson(world, pull) });
  world.emit({ name: `pull_request_review.${action}`, repository: pull.repository, sender, fields });
}
