// What people order about a gate: an approval of what was judged, or a waiver of one criterion for a time. Their permission was looked
// up live before an order exists. Nobody approves or waives for themselves (requirements 4.8, T-8).

import type { PullFacts } from '../facts.ts';
import type { CommentId } from '../ids.ts';
import { nearest } from '../suggest.ts';
import type { Actor } from '../wip/orders.ts';
import { isAmong } from './binding.ts';
import type { Approval, ProjectReading, StageRules, Transition, Waiver } from './model.ts';
import { waivableIds } from './waivers.ts';

export type GateOrder =
  | { readonly kind: 'approve'; readonly actor: Actor }
  | {
      readonly kind: 'waive';
      readonly actor: Actor;
      /** Null for a button. */
      readonly commentId: CommentId | null;
      /** As it was written: an id, or `project/id` where several projects ask. */
      readonly criterion: string;
      readonly until: string;
      readonly reason: string;
    };

/** What an order is about. `asked`: the transitions judged on the head as it is now; null: not judged yet. */
export interface OrderedGate {
  readonly pull: Pick<PullFacts, 'authorId'>;
  readonly rules: StageRules | null;
  readonly asked: readonly Transition[] | null;
  /** The projects of its base as it is now; null: not read, as when nothing that was judged is the base's. */
  readonly base: readonly ProjectReading[] | null;
  /** When it was said, by GitHub's clock; null: just now. */
  readonly saidAt: string | null;
  readonly now: string;
}

export type GateOutcome =
  | { readonly kind: 'approved'; readonly approvals: readonly Approval[] }
  | { readonly kind: 'waived'; readonly waiver: Waiver }
  | { readonly kind: 'no-gates' | 'not-judged-yet' | 'changed-since' | 'nothing-asked' | 'own' }
  | { readonly kind: 'unknown-criterion'; readonly nearest: string | null; readonly known: readonly string[] }
  | { readonly kind: 'ambiguous'; readonly known: readonly string[] }
  | { readonly kind: 'too-long'; readonly longestSeconds: number };

export function follow(
  order: GateOrder,
  { pull, rules, asked, base, saidAt, now }: OrderedGate,
): GateOutcome {
  if (rules === null) return { kind: 'no-gates' };
  if (order.actor.id === pull.authorId) return { kind: 'own' };
  if (asked === null) return { kind: 'not-judged-yet' };
  if (asked.length === 0) return { kind: 'nothing-asked' };
  if (order.kind === 'waive') return waive(order, rules, asked, now);
  return asked.some((one) => isNewer(one, saidAt) || isReplaced(one, base))
    ? { kind: 'changed-since' }
    : approve(order.actor, asked);
}

/** Nobody approves what came after their word, however late that reaches us. GitHub's times have whole seconds. */
const isNewer = ({ shownSince }: Transition, saidAt: string | null): boolean =>
  shownSince !== undefined && saidAt !== null && Date.parse(saidAt) < Date.parse(shownSince);

/** The base moves, or is another, without a new head; whoever approved had that before their eyes, and we judged what was before. */
const isReplaced = (one: Transition, base: readonly ProjectReading[] | null): boolean =>
  one.fromBase === true && !isAmong(one, base ?? []);

const approve = ({ id, login }: Actor, asked: readonly Transition[]): GateOutcome => ({
  kind: 'approved',
  approvals: asked.map(({ project, binding }) => ({ userId: id, login, project, binding })),
});

function waive(
  { actor, commentId, criterion, until, reason }: Extract<GateOrder, { kind: 'waive' }>,
  rules: StageRules,
  asked: readonly Transition[],
  now: string,
): GateOutcome {
  const known = asked.flatMap((transition) => criteriaOf(rules, transition));
  const [one, ...others] = known.filter(({ id, project }) => [id, `${project}/${id}`].includes(criterion));
  if (one === undefined) return unknown(criterion, known);
  if (others.length > 0)
    return { kind: 'ambiguous', known: known.map(({ id, project }) => `${project}/${id}`) };
  const longest = rules.longestWaiverSeconds;
  if (Date.parse(until) > Date.parse(now) + longest * 1_000)
    return { kind: 'too-long', longestSeconds: longest };
  const { project, stage, id } = one;
  const waiver: Waiver = { project, stage, criterion: id, reason, by: actor, since: now, until, commentId };
  return { kind: 'waived', waiver };
}

interface Waivable {
  readonly project: string;
  readonly stage: string;
  readonly id: string;
}

const criteriaOf = ({ gates }: StageRules, { project, from }: Transition): Waivable[] =>
  gates
    .filter(({ stage }) => stage === from)
    .flatMap((gate) => waivableIds(gate).map((id) => ({ project, stage: from, id })));

function unknown(criterion: string, known: readonly Waivable[]): GateOutcome {
  const ids = [...new Set(known.map(({ id }) => id))];
  return { kind: 'unknown-criterion', nearest: nearest(criterion, ids), known: ids };
}
