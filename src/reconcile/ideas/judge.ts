// One look at an issue, decided and written in one transaction: the idea, its ledger, what our comment says, and the jobs that bring
// GitHub to it. Whoever looked earlier than what is stored decides nothing.

import type { Answer } from '../../core/commands/answer.ts';
import type { AuditEntry } from '../../core/decision.ts';
import { IDEA_STAGE } from '../../core/gates/idea-row.ts';
import {
  type ChangedBy,
  decideIdea,
  type IdeaDecision,
  NOBODY,
  type SeenIssue,
} from '../../core/ideas/decide.ts';
import { isHere, labelChange } from '../../core/ideas/labels.ts';
import type { IdeaOrder } from '../../core/ideas/orders.ts';
import type { Idea } from '../../core/ideas/record.ts';
import { textOf } from '../../core/ideas/resembling.ts';
import type { IdeaRules } from '../../core/ideas/rules.ts';
import type { IssueNumber, TraceId } from '../../core/ids.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import type { IdeaWriter, StoredIdea } from '../../ports/idea-records.ts';
import type { DeliveryOutcome, Job, StoredRepository } from '../../ports/ledger.ts';
import { canonical } from '../configuration.ts';
import { gateJob } from '../gates/job.ts';
import type { Place, Spine } from '../spine.ts';
import { sayAnswers, sayFormless, sayIdea } from './say.ts';

/** What is known besides what GitHub shows. */
export interface IdeaLook {
  readonly place: Place;
  readonly repository: StoredRepository;
  readonly number: IssueNumber;
  readonly rules: IdeaRules;
  /** Of a newer ideas.yml that is not in force. */
  readonly problems: readonly ConfigurationProblem[];
  readonly by: ChangedBy;
  readonly orders: readonly IdeaOrder[];
  readonly trace: TraceId;
  readonly finish: readonly DeliveryOutcome[];
  /** What follows from how the orders ended. */
  react(decision: IdeaDecision, now: string): Reactions;
}

export interface Reactions {
  readonly answers: readonly Answer[];
  readonly jobs: readonly Job[];
  readonly audit: readonly AuditEntry[];
}

const NOTHING: Reactions = { answers: [], jobs: [], audit: [] };

/** For a look that nobody asked for. */
export const UNASKED = {
  by: NOBODY,
  orders: [],
  finish: [],
  react: () => NOTHING,
} as const;

/** `behind`: what is stored was seen later than this. */
export type Judged = { readonly kind: 'behind' } | { readonly kind: 'judged'; readonly changed: boolean };

export function judgeIdea(spine: Spine, seen: SeenIssue, look: IdeaLook): Promise<Judged> {
  const { place, number, trace, finish } = look;
  const key = { repositoryId: place.repositoryId, issueNumber: number };
  return spine.ideas.writing(place.installation, async (writer): Promise<Judged> => {
    const stored = await writer.lockIdea(key);
    if (isBehind(seen, stored)) return { kind: 'behind' };
    const now = await writer.now();
    const decision = await decide(writer, seen, look, stored, now);
    const reactions = look.react(decision, now);
    await keep(writer, decision, stored, trace);
    const { rules, problems } = look;
    const saying = { place, rules, problems, answers: reactions.answers, now };
    if (decision.idea) await sayIdea(writer, decision.idea, stored?.delivery ?? null, saying);
    else if (decision.formless) await sayFormless(writer, key, saying);
    else await sayAnswers(writer, key, saying);
    const writes = decision.idea ? jobsFor(decision.idea, look.rules, stored) : [];
    const gates = decision.entries.length > 0 ? await gatesOf(writer, look) : [];
    await writer.addJobs([...reactions.jobs, ...writes, ...gates]);
    await writer.audit(reactions.audit, trace);
    await writer.finishDeliveries(finish);
    return { kind: 'judged', changed: decision.entries.length > 0 || writes.length > 0 };
  });
}

/** Whoever wants to leave IDEA may by now, or may no longer. */
async function gatesOf(
  writer: IdeaWriter,
  { repository, place: { repositoryId } }: IdeaLook,
): Promise<Job[]> {
  if (!repository.gatesActive) return [];
  const numbers = await writer.leaving(repositoryId, IDEA_STAGE);
  return numbers.map((pullNumber) => gateJob({ repositoryId, pullNumber }));
}

const isBehind = (seen: SeenIssue, stored: StoredIdea | null): boolean =>
  seen.kind === 'issue' &&
  stored !== null &&
  Date.parse(seen.issue.updatedAt) < Date.parse(stored.idea.issue.updatedAt);

async function decide(
  writer: IdeaWriter,
  seen: SeenIssue,
  { place, repository, rules, by, orders }: IdeaLook,
  stored: StoredIdea | null,
  now: string,
): Promise<IdeaDecision> {
  const { repositoryId } = place;
  const promotes = orders.some(({ kind }) => kind === 'promote');
  const ground = promotes
    ? { taken: await writer.holdSlugs(repositoryId), stage: FIRST_STAGE }
    : { taken: new Set<string>(), stage: FIRST_STAGE };
  const before = stored?.idea ?? null;
  return decideIdea({
    now,
    rules,
    before,
    seen,
    repositoryId,
    repository: repository.name,
    by,
    orders,
    ground,
  });
}

/** Where an idea leads to (requirements 5.6). */
const FIRST_STAGE = 'DISCOVERY';

async function keep(
  writer: IdeaWriter,
  { idea, entries }: IdeaDecision,
  stored: StoredIdea | null,
  trace: TraceId,
): Promise<void> {
  if (idea === null) return;
  await writer.saveIdea(idea);
  await writer.enter(idea, entries, trace);
  const before = stored?.idea ?? null;
  if (idea.promotion && before?.promotion === null) await writer.openProject(idea, trace);
  const text = textOf(idea);
  // Other headings make other answers of the same words.
  if (before === null || canonical(text) !== canonical(textOf(before))) await writer.saveText(idea, text);
}

/** What is still to be done at GitHub. */
export function jobsFor(idea: Idea, rules: IdeaRules, stored: StoredIdea | null): readonly Job[] {
  if (!isHere(idea)) return [];
  const { add, remove } = labelChange(idea, rules, stored?.delivery.shownLabel ?? null);
  const relabel = rules.mode !== 'observe' && (add !== null || remove.length > 0);
  const due = relabel || closes(idea) || (idea.promotion !== null && idea.promotion.discovery === null);
  return due ? [{ task: 'write-idea', repositoryId: idea.repositoryId, issueNumber: idea.issueNumber }] : [];
}

/** Whoever archives it, or nobody at all, means its issue too. */
export const closes = ({ parked, issue }: Idea): boolean =>
  issue.state === 'open' && (parked?.how === 'command' || parked?.how === 'age');
