// What people commanded about an idea: who they are is asked of GitHub now, what it means is ruled by the core.

import {
  type Answer,
  headingOf,
  helpOn,
  incomplete,
  refused,
  type Said,
  unknown,
} from '../../core/commands/answer.ts';
import { roleOf } from '../../core/commands/permission.ts';
import { type Ruled, reactionTo, rule } from '../../core/commands/ruling.ts';
import type { AuditEntry } from '../../core/decision.ts';
import { subjectKey } from '../../core/event.ts';
import { ideaAnswer } from '../../core/ideas/answer.ts';
import type { IdeaKey } from '../../core/ideas/model.ts';
import type { IdeaOrder, IdeaOutcome } from '../../core/ideas/orders.ts';
import type { IssueEvent } from '../../core/issue-event.ts';
import type { Job, StoredRepository } from '../../ports/ledger.ts';
import type { Place, Spine } from '../spine.ts';
import type { Reactions } from './judge.ts';

type Commanded = Extract<IssueEvent, { kind: 'idea-commanded' }>;

/** Permissions are asked live, once per person of the batch. */
export async function ruleIdea(
  spine: Spine,
  { installation }: Place,
  repository: StoredRepository,
  commanded: readonly Commanded[],
): Promise<readonly Ruled[]> {
  if (commanded.length === 0) return [];
  const now = await spine.ledger.reading(installation, (reader) => reader.now());
  const asked = new Map<string, ReturnType<Spine['github']['collaborators']['permission']>>();
  const roleAt = (login: string) => {
    const answer = asked.get(login) ?? spine.github.collaborators.permission(installation, repository, login);
    asked.set(login, answer);
    return answer;
  };
  const ruled: Ruled[] = [];
  for (const { actor, command, commentId, isAuthor } of commanded) {
    const role = roleOf(await roleAt(actor.login), actor);
    const request = { actor, spoken: command, commentId };
    ruled.push({ request, ruling: rule(request, { on: 'idea', role, isAuthor, isOpen: true, now }) });
  }
  return ruled;
}

export const ordersIn = (ruled: readonly Ruled[]): readonly IdeaOrder[] =>
  ruled.flatMap(({ ruling }) => (ruling.kind === 'accepted' && ruling.ideaOrder ? [ruling.ideaOrder] : []));

/** Answers, marks and the record of refusals; `outcomes` are of the orders, in their order. */
export function reactionsTo(
  ruled: readonly Ruled[],
  key: IdeaKey,
  outcomes: readonly IdeaOutcome[],
  now: string,
): Reactions {
  const left = [...outcomes];
  const ended = ruled.map((one): Ruled => {
    const followed = one.ruling.kind === 'accepted' && one.ruling.ideaOrder ? left.shift() : undefined;
    return followed ? { ...one, idea: followed } : one;
  });
  return {
    answers: ended.flatMap((one) => answerTo(one, now) ?? []),
    jobs: ended.flatMap((one) => marked(one, key)),
    audit: ended.flatMap((one) => refusal(one, key)),
  };
}

function answerTo({ request, ruling, idea }: Ruled, now: string): Answer | null {
  const said = idea ? text(ideaAnswer(idea)) : says(ruling);
  return said && { heading: headingOf(request, now), ...said };
}

const text = (line: Said['says'][number]): Said => ({ says: [line] });

function says(ruling: Ruled['ruling']): Said | null {
  switch (ruling.kind) {
    // `status` is what the comment says anyway.
    case 'accepted':
      return ruling.command.name === 'help' ? helpOn('idea') : null;
    case 'unknown':
      return text(unknown(ruling));
    case 'incomplete':
      return text(incomplete(ruling.command, ruling.missing));
    case 'refused':
      return text(refused(ruling));
    case 'stranger':
      return null;
  }
}

function marked({ request: { commentId }, ruling, idea }: Ruled, { repositoryId }: IdeaKey): Job[] {
  const reaction = reactionTo(ruling, undefined, idea);
  return commentId === null || reaction === null
    ? []
    : [{ task: 'react', repositoryId, commentId, reaction }];
}

/** Who tried what in vain. */
function refusal({ request, ruling }: Ruled, key: IdeaKey): AuditEntry[] {
  const isRefusal = ruling.kind === 'refused' || (ruling.kind === 'stranger' && reactionTo(ruling) === '-1');
  if (!isRefusal) return [];
  const { actor, spoken, commentId } = request;
  const why = ruling.kind === 'refused' ? ruling.why : 'no-access';
  return [
    {
      actor: actor.login,
      action: 'command.refused',
      subject: subjectKey({ kind: 'issue', ...key }),
      before: null,
      after: { command: spoken.verb, argument: spoken.argument, why, actorId: actor.id, commentId },
    },
  ];
}
