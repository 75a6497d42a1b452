// What becomes of one request: what it means, whether this person may, what is ordered, and what the comment is marked with.
// Pure: who somebody is was asked before.

import type { GateOrder, GateOutcome } from '../gates/orders.ts';
import type { IdeaOrder, IdeaOutcome } from '../ideas/orders.ts';
import type { CommentId } from '../ids.ts';
import type { Actor, Order } from '../wip/orders.ts';
import { mayUse } from './permission.ts';
import type { Role } from './roles.ts';
import type { Spoken } from './spoken.ts';
import { type Command, type Ground, worksOn } from './table.ts';
import { type Meaning, understand } from './understand.ts';

export interface Request {
  readonly actor: Actor;
  readonly spoken: Spoken;
  /** Null when it was a button. */
  readonly commentId: CommentId | null;
  /** When it was said, by GitHub's clock; absent: now. */
  readonly at?: string | undefined;
}

/** What is known when a request is ruled on. */
export interface Circumstances {
  /** Not said: on a pull request. */
  readonly on?: Ground;
  readonly role: Role;
  readonly isAuthor: boolean;
  readonly isOpen: boolean;
  readonly now: string;
}

/** `elsewhere`: it works on the other kind of thing only. */
export type Refusal = 'not-allowed' | 'closed' | 'elsewhere';

export type Ruling =
  | {
      readonly kind: 'accepted';
      readonly command: Command;
      readonly order: Order | null;
      /** Followed by itself, before the decision about slots. */
      readonly gateOrder: GateOrder | null;
      /** About the idea whose issue it stands on. */
      readonly ideaOrder: IdeaOrder | null;
    }
  | Exclude<Meaning, { kind: 'understood' }>
  | { readonly kind: 'refused'; readonly command: Command; readonly why: Refusal }
  /** Somebody without access hears nothing. */
  | { readonly kind: 'stranger'; readonly command: Command | null };

export interface Ruled {
  readonly request: Request;
  readonly ruling: Ruling;
  /** What became of an order about its gates. */
  readonly gate?: GateOutcome;
  /** What became of an order about an idea. */
  readonly idea?: IdeaOutcome;
}

export function rule(request: Request, { on = 'pull', ...circumstances }: Circumstances): Ruling {
  const meaning = understand(request.spoken, circumstances.now);
  const command = meaning.kind === 'unknown' ? null : meaning.command;
  if (circumstances.role === 'none') return { kind: 'stranger', command };
  if (command && !worksOn(command, on)) return { kind: 'refused', command, why: 'elsewhere' };
  // Whoever may not use a command need not get its usage right to hear so.
  if (command && !mayUse(command, circumstances.role, circumstances.isAuthor))
    return { kind: 'refused', command, why: 'not-allowed' };
  if (meaning.kind !== 'understood') return meaning;
  const ordered = ordersOf(meaning, request, on);
  // An idea says itself what still can be done with it when its issue is closed.
  if ((ordered.order ?? ordered.gateOrder) !== null && !circumstances.isOpen)
    return { kind: 'refused', command: meaning.command, why: 'closed' };
  return { kind: 'accepted', command: meaning.command, ...ordered };
}

type Understood = Extract<Meaning, { kind: 'understood' }>;
type Orders = Pick<Extract<Ruling, { kind: 'accepted' }>, 'order' | 'gateOrder' | 'ideaOrder'>;

const ordersOf = (meaning: Understood, request: Request, on: Ground): Orders =>
  on === 'idea'
    ? { order: null, gateOrder: null, ideaOrder: ideaOrderOf(meaning, request) }
    : { order: orderOf(meaning, request.actor), gateOrder: gateOrderOf(meaning, request), ideaOrder: null };

function ideaOrderOf({ command, reason, factor, amount }: Understood, { actor }: Request): IdeaOrder | null {
  switch (command.name) {
    case 'recheck':
      return { kind: 'recheck', actor };
    case 'archive':
      return { kind: 'archive', actor, reason: reason ?? '' };
    case 'promote':
      return { kind: 'promote', actor, override: reason };
    case 'score':
      return factor === undefined || amount === undefined
        ? null
        : { kind: 'score', actor, factor, value: amount };
    default:
      return null;
  }
}

function orderOf({ command, reason, until }: Understood, actor: Actor): Order | null {
  switch (command.name) {
    case 'release':
    case 'unfreeze':
      return { kind: command.name, actor, reason };
    case 'expedite':
      return { kind: 'expedite', actor, reason: reason ?? '' };
    case 'freeze':
      return { kind: 'freeze', actor, reason: reason ?? '', until };
    default:
      return null;
  }
}

function gateOrderOf(
  { command, reason, until, criterion }: Understood,
  { actor, commentId }: Request,
): GateOrder | null {
  if (command.name === 'approve') return { kind: 'approve', actor };
  if (command.name !== 'waive' || criterion === undefined || until === null) return null;
  return { kind: 'waive', actor, commentId, criterion, until, reason: reason ?? '' };
}

/** GitHub's names. */
export type Reaction = '+1' | '-1' | 'confused' | 'eyes';

/** Null: nothing at all. Strangers' questions are not even noticed. */
export function reactionTo(ruling: Ruling, gate?: GateOutcome, idea?: IdeaOutcome): Reaction | null {
  // Followed in vain; the reply says why.
  if (gate && gate.kind !== 'approved' && gate.kind !== 'waived') return 'confused';
  if (idea && IN_VAIN.has(idea.kind)) return 'confused';
  // It is as they want it, and was before.
  if (idea?.kind === 'archived-already' || idea?.kind === 'promoted-already') return 'eyes';
  switch (ruling.kind) {
    case 'accepted':
      return (ruling.order ?? ruling.gateOrder ?? ruling.ideaOrder) === null ? 'eyes' : '+1';
    case 'unknown':
    case 'incomplete':
      return 'confused';
    case 'refused':
      return '-1';
    case 'stranger':
      if (ruling.command === null) return 'confused';
      return ruling.command.who.atLeast === 'read' ? null : '-1';
  }
}

const IN_VAIN: ReadonlySet<IdeaOutcome['kind']> = new Set(['too-low', 'incomplete', 'rests', 'no-idea']);
