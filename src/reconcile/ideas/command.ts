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
import { type Ruled, reactionTo, rule } from '../../core/commands/ruling.ts';
import type { AuditEntry } from '../../core/decision.ts';
import { subjectKey } from '../../core/event.ts';
import { ideaAnswer } from '../../core/ideas/answer.ts';
import type { IdeaDecision } from '../../core/ideas/decide.ts';
import type { IdeaKey } from '../../core/ideas/model.ts';
import type { IdeaOrder } from '../../core/ideas/orders.ts';
import type { IssueEvent } from '../../core/issue-event.ts';
import type { Mode } from '../../core/policy.ts';
import type { Job, StoredRepository } from '../../ports/ledger.ts';
import { roleOnceIn } from '../role.ts';
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
  const roleNow = roleOnceIn(spine, installation, repository);
  const ruled: Ruled[] = [];
  for (const { actor, command, commentId, isAuthor } of commanded) {
    const role = await roleNow(actor);
    const request = { actor, spoken: command, commentId };
    ruled.push({ request, ruling: rule(request, { on: 'idea', role, isAuthor, isOpen: true, now }) });
  }
  return ruled;
}

export const ordersIn = (ruled: readonly Ruled[]): readonly IdeaOrder[] =>
  ruled.flatMap(({ ruling }) => (ruling.kind === 'accepted' && ruling.ideaOrder ? [ruling.ideaOrder] : []));

/** What the commands led to. */
interface Aftermath {
  readonly key: IdeaKey;
  readonly decision: Pick<IdeaDecision, 'idea' | 'outcomes'>;
  readonly mode: Mode;
  readonly now: string;
}

/** Answers, marks and the record of refusals. */
export function reactionsTo(ruled: readonly Ruled[], after: Aftermath): Reactions {
  const { key } = after;
  const left = [...after.decision.outcomes];
  const ended = ruled.map((one): Ruled => {
    const followed = one.ruling.kind === 'accepted' && one.ruling.ideaOrder ? left.shift() : undefined;
    return followed ? { ...one, idea: followed } : one;
  });
  return {
    answers: ended.flatMap((one) => answerTo(one, after) ?? []),
    jobs: ended.flatMap((one) => marked(one, key)),
    audit: ended.flatMap((one) => refusal(one, key)),
  };
}

function answerTo({ request, ruling, idea }: Ruled, after: Aftermath): Answer | null {
  const said = idea ? text(ideaAnswer(idea)) : says(ruling, after);
  return said && { heading: headingOf(request, after.now), ...said };
}

const text = (line: Said['says'][number]): Said => ({ says: [line] });

function says(ruling: Ruled['ruling'], after: Aftermath): Said | null {
  switch (ruling.kind) {
    case 'accepted':
      if (ruling.command.name === 'help') return helpOn('idea');
      return ruling.command.name === 'status' ? status(after) : null;
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

/** The comment says it anyway, but where teams only observe. */
function status({ decision: { idea }, mode }: Aftermath): Said | null {
  if (idea === null) return text(['This issue is no idea.']);
  if (mode !== 'observe') return null;
  return text([
    { strong: idea.status },
    `, ${idea.reading.score.value} of 10. Ideas are only observed here.`,
  ]);
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
