// Labels, comments and reviews: what people say about a pull request. All of it counts as an update of the pull request.

import { commentJson, issueJson, labelJson, pullJson, reviewJson } from '../render/pull.ts';
import type { Account, Comment, Pull, Reaction, Review } from '../state/model.ts';
import { ensureAccount, ensureLabel, nowIn, pullNumbered, type World } from '../state/world.ts';
import { actor, type By, touch } from './context.ts';
import { tellPull } from './pulls.ts';

export function label(world: World, pull: Pull, name: string, sender: Account): void {
  if (pull.labels.some((one) => one.name.toLowerCase() === name.toLowerCase())) return;
  const added = ensureLabel(world, pull.repository, name);
  pull.labels = [...pull.labels, added];
  touch(world, pull);
  tellPull(world, 'labeled', pull, sender, { label: labelJson(world, pull.repository, added) });
}

/** False when it did not carry the label. */
export function unlabel(world: World, pull: Pull, name: string, sender: Account): boolean {
  const removed = pull.labels.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (removed === undefined) return false;
  pull.labels = pull.labels.filter((one) => one !== removed);
  touch(world, pull);
  tellPull(world, 'unlabeled', pull, sender, { label: labelJson(world, pull.repository, removed) });
  return true;
}

export function addLabel(world: World, name: string, number: number, text: string, by?: By): void {
  const pull = pullNumbered(world, name, number);
  label(world, pull, text, actor(world, by, pull.author));
}

export function removeLabel(world: World, name: string, number: number, text: string, by?: By): void {
  const pull = pullNumbered(world, name, number);
  unlabel(world, pull, text, actor(world, by, pull.author));
}

export function addComment(world: World, pull: Pull, author: Account, body: string): Comment {
  const at = nowIn(world);
  const byApp = author === world.bot;
  const given = {
    repository: pull.repository,
    issueNumber: pull.number,
    author,
    byApp,
    body,
    createdAt: at,
    updatedAt: at,
  };
  const comment: Comment = { id: world.nextId(), reactions: [], ...given };
  pull.comments.set(comment.id, comment);
  world.comments.set(comment.id, comment);
  touch(world, pull);
  tellComment(world, 'created', pull, comment, author);
  return comment;
}

function tellComment(
  world: World,
  action: string,
  pull: Pull,
  comment: Comment,
  sender: Account,
  more = {},
): void {
  const fields = () => ({ issue: issueJson(world, pull), comment: commentJson(world, comment), ...more });
  world.emit({ name: `issue_comment.${action}`, repository: pull.repository, sender, fields });
}

export function editComment(world: World, comment: Comment, body: string, sender: Account): void {
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = nowIn(world);
  tellComment(world, 'edited', pullOf(comment), comment, sender, { changes });
}

/** The same reaction by the same account again is the one that is there. GitHub tells nobody of reactions. */
export function react(
  world: World,
  comment: Comment,
  author: Account,
  content: string,
): { readonly reaction: Reaction; readonly isNew: boolean } {
  const known = comment.reactions.find((one) => one.author === author && one.content === content);
  if (known !== undefined) return { reaction: known, isNew: false };
  const reaction = { id: world.nextId(), author, content, createdAt: nowIn(world) };
  comment.reactions.push(reaction);
  return { reaction, isNew: true };
}

export function deleteComment(world: World, comment: Comment, sender: Account): void {
  const pull = pullOf(comment);
  pull.comments.delete(comment.id);
  world.comments.delete(comment.id);
  tellComment(world, 'deleted', pull, comment, sender);
}

function pullOf(comment: Comment): Pull {
  const pull = comment.repository.pulls.get(comment.issueNumber);
  if (pull === undefined) throw new Error(`comment ${comment.id} belongs to no pull request`);
  return pull;
}

export function comment(
  world: World,
  name: string,
  number: number,
  given: { author: string; body: string },
): Comment {
  return addComment(world, pullNumbered(world, name, number), ensureAccount(world, given.author), given.body);
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
