// One look at an issue → the idea as it is from now on, the lines of the ledger that say how it came there, and what became of orders.
// Pure: what GitHub shows, what is stored and what people ordered are all it sees. Text first, then what happened to the issue, then
// orders: each step sees what the one before came to.

import { begun, type Course, silently, then } from './course.ts';
import type { FieldReading } from './model.ts';
import {
  hindrance,
  type IdeaOrder,
  type IdeaOutcome,
  overridden,
  type ProjectGround,
  promotionOf,
} from './orders.ts';
import type { Entry, Idea, KnownIssue, ParkedAs, Person, StoredReading } from './record.ts';
import type { IdeaRules } from './rules.ts';
import { score } from './score.ts';
import { type IdeaEvent, nextStatus } from './status.ts';

/** The text of an issue, read. */
export interface ReadText {
  /** Of title and body as they were written. */
  readonly hash: string;
  readonly fields: readonly FieldReading[];
  readonly evidence: number;
  /** What was left out because it looked like a secret. */
  readonly redacted: readonly string[];
  /** At least one heading of the form was found. */
  readonly shaped: boolean;
}

export type SeenIssue =
  | { readonly kind: 'issue'; readonly issue: KnownIssue; readonly text: ReadText }
  | { readonly kind: 'gone'; readonly how: 'deleted' | 'moved' };

/** Who changed what of the issue, as far as we were told: its words, open or closed, and whether it is here and has the label. */
export type ChangedBy = Readonly<Record<'text' | 'state' | 'place', Person | null>>;

export const NOBODY: ChangedBy = { text: null, state: null, place: null };

export interface IdeaCase {
  readonly now: string;
  readonly rules: IdeaRules;
  readonly before: Idea | null;
  readonly seen: SeenIssue;
  readonly repositoryId: Idea['repositoryId'];
  /** Its name, for an idea that names no pod. */
  readonly repository: string;
  readonly by: ChangedBy;
  readonly orders: readonly IdeaOrder[];
  readonly ground: ProjectGround;
}

export interface IdeaDecision {
  /** Null: the issue is no idea. */
  readonly idea: Idea | null;
  /** Labelled as an idea, and nothing of the form stands in it: a word to its author, and no row (T-32). */
  readonly formless: boolean;
  readonly entries: readonly Entry[];
  /** One for each order. */
  readonly outcomes: readonly IdeaOutcome[];
}

export function decideIdea(given: IdeaCase): IdeaDecision {
  const { before, seen, rules } = given;
  if (seen.kind === 'gone') return before ? leave(given, before, seen.how) : none(given, false);
  const labelled = hasLabel(seen.issue.labels, rules.label);
  if (before === null) return labelled && seen.text.shaped ? look(given, seen) : none(given, labelled);
  return labelled ? look(given, seen) : leave(given, { ...before, issue: seen.issue }, 'unlabelled');
}

export const hasLabel = (labels: readonly string[], label: string): boolean =>
  labels.some((one) => one.toLowerCase() === label.toLowerCase());

const notOne = ({ orders, rules }: IdeaCase): IdeaOutcome[] =>
  orders.map(() => ({ kind: 'no-idea', label: rules.label }));

const none = (given: IdeaCase, formless: boolean): IdeaDecision => ({
  idea: null,
  formless,
  entries: [],
  outcomes: notOne(given),
});

const LEFT = {
  deleted: 'its issue was deleted, or made a discussion',
  moved: 'its issue was transferred to another repository',
  unlabelled: 'the label that makes it an idea was taken off',
} as const;

function leave(given: IdeaCase, idea: Idea, how: keyof typeof LEFT): IdeaDecision {
  const here: Course = { idea, entries: [] };
  const course = idea.gone
    ? here
    : silently(park(here, given, { how, reason: LEFT[how], by: given.by.place }), { gone: true });
  return { ...course, formless: false, outcomes: notOne(given) };
}

/** A promoted idea is no longer parked: what became of it is its project. */
function park(course: Course, { now }: IdeaCase, parked: Omit<ParkedAs, 'at'>): Course {
  const status = nextStatus(course.idea.status, 'archived');
  if (status === course.idea.status) return course;
  const { by: actor, reason } = parked;
  return then(course, { status, parked: { ...parked, at: now } }, { action: 'archived', actor, reason, now });
}

type SeenText = Extract<SeenIssue, { kind: 'issue' }>;

function look(given: IdeaCase, seen: SeenText): IdeaDecision {
  let course = aged(closed(revived(read(given, seen), given), given), given);
  const outcomes: IdeaOutcome[] = [];
  for (const order of given.orders) {
    const followed = follow(course, given, order);
    course = followed.course;
    outcomes.push(followed.outcome);
  }
  return { ...course, formless: false, outcomes };
}

/** The newest text and what it scores by the rules of today. */
function read({ before, rules, now, by, repositoryId }: IdeaCase, { issue, text }: SeenText): Course {
  const overrides = before?.overrides ?? [];
  const reading = readingOf(text, issue, overrides, rules);
  const common = { issue, textHash: text.hash, reading };
  if (before === null)
    return begun(newIdea(repositoryId, common, now), { action: 'submitted', actor: author(issue), now });
  const here: Course = { idea: before, entries: [] };
  const change = { ...common, gone: false, status: nextStatus(before.status, eventOf(reading)) };
  if (before.textHash !== text.hash)
    return then(here, { ...change, version: before.version + 1 }, { action: 'edited', actor: by.text, now });
  return isSame(before, change)
    ? silently(here, change)
    : then(here, change, { action: 'scored', actor: null, now });
}

/** The band too: by it a gate is open or closed. */
const isSame = (before: Idea, after: Pick<Idea, 'reading' | 'status'>): boolean =>
  before.reading.score.value === after.reading.score.value &&
  before.reading.score.band === after.reading.score.band &&
  before.status === after.status;

const author = ({ authorId: id, authorLogin: login }: KnownIssue): Person | null =>
  id === null ? null : { id, login };

function newIdea(
  repositoryId: Idea['repositoryId'],
  common: Pick<Idea, 'issue' | 'textHash' | 'reading'>,
  now: string,
): Idea {
  return {
    ...common,
    repositoryId,
    issueNumber: common.issue.number,
    status: nextStatus('PENDING', eventOf(common.reading)),
    version: 1,
    overrides: [],
    parked: null,
    promotion: null,
    gone: false,
    changedAt: now,
  };
}

function readingOf(
  { fields, evidence, redacted }: Omit<StoredReading, 'score'>,
  { votes }: KnownIssue,
  overrides: Idea['overrides'],
  rules: IdeaRules,
): StoredReading {
  return { fields, evidence, redacted, score: score({ fields, evidence, votes, overrides }, rules) };
}

function eventOf({ score: { gaps, band } }: StoredReading): IdeaEvent {
  if (gaps.some(({ required }) => required)) return 'incomplete';
  return band === 'approved' ? 'approved' : 'evaluated';
}

/** What ended by itself: the issue is open, here, or an idea again. Who archived it by hand wakes it by reopening the issue. */
function revived(course: Course, { before, now, by }: IdeaCase): Course {
  const { idea } = course;
  if (idea.status !== 'ARCHIVED' || idea.issue.state !== 'open' || !idea.parked) return course;
  const byHand = idea.parked.how === 'command' || idea.parked.how === 'age';
  // What was no idea meanwhile may have been reopened meanwhile.
  if (byHand && before?.issue.state !== 'closed' && !before?.gone) return course;
  return wake(course, before?.gone ? by.place : by.state, now);
}

function wake(course: Course, actor: Person | null, now: string): Course {
  const status = nextStatus(nextStatus(course.idea.status, 'revived'), eventOf(course.idea.reading));
  return then(course, { status, parked: null }, { action: 'revived', actor, now });
}

const CLOSED: Readonly<Record<string, string>> = {
  completed: 'its issue was closed as completed',
  not_planned: 'its issue was closed as not planned',
  duplicate: 'its issue was closed as a duplicate',
};

function closed(course: Course, given: IdeaCase): Course {
  const { state, stateReason } = course.idea.issue;
  if (state === 'open') return course;
  const reason = CLOSED[stateReason ?? ''] ?? 'its issue was closed';
  return park(course, given, { how: 'closed', reason, by: given.by.state });
}

const DAY_MS = 86_400_000;

function aged(course: Course, given: IdeaCase): Course {
  const { parkAfterSeconds, mode } = given.rules;
  // It would close the issue, and whoever only observes writes nothing.
  if (mode === 'observe') return course;
  const still = Date.parse(given.now) - Date.parse(course.idea.changedAt);
  if (parkAfterSeconds === null || still < parkAfterSeconds * 1_000 || course.idea.status === 'APPROVED')
    return course;
  // Somebody is at it this moment: their order is no comment on an idea that just went to sleep.
  if (given.orders.length > 0) return silently(course, { changedAt: given.now });
  const reason = `nobody changed it for ${Math.floor(still / DAY_MS)} days`;
  return park(course, given, { how: 'age', reason, by: null });
}

interface Followed {
  readonly course: Course;
  readonly outcome: IdeaOutcome;
}

function follow(course: Course, given: IdeaCase, order: IdeaOrder): Followed {
  const { now } = given;
  switch (order.kind) {
    case 'score':
      return rescore(course, given, order);
    case 'archive': {
      const { reason, actor: by } = order;
      const parked = park(course, given, { how: 'command', reason, by });
      return { course: parked, outcome: { kind: parked === course ? 'archived-already' : 'archived' } };
    }
    case 'recheck':
      return {
        course:
          course.idea.status === 'ARCHIVED' && course.idea.issue.state === 'open'
            ? wake(course, order.actor, now)
            : course,
        outcome: { kind: 'looked-again' },
      };
    case 'promote':
      return promote(course, given, order);
  }
}

function rescore(
  course: Course,
  { rules, now }: IdeaCase,
  order: Extract<IdeaOrder, { kind: 'score' }>,
): Followed {
  const { idea } = course;
  const overrides = overridden(idea.overrides, order, now);
  const reading = readingOf(idea.reading, idea.issue, overrides, rules);
  const status = nextStatus(idea.status, eventOf(reading));
  const doing = { action: 'overridden', actor: order.actor, now } as const;
  const outcome: IdeaOutcome = {
    kind: 'scored',
    factor: order.factor,
    from: idea.reading.score.value,
    to: reading.score.value,
  };
  return { course: then(course, { overrides, reading, status }, doing), outcome };
}

function promote(course: Course, given: IdeaCase, order: Extract<IdeaOrder, { kind: 'promote' }>): Followed {
  const { now, rules, repository, ground } = given;
  const refused = hindrance(course.idea, rules, order.override);
  if (refused) return { course, outcome: refused };
  const promotion = promotionOf(course.idea, order, { ...ground, repository, now });
  const status = nextStatus(course.idea.status, 'promoted');
  const doing = { action: 'promoted', actor: order.actor, reason: order.override, now } as const;
  return { course: then(course, { status, promotion }, doing), outcome: { kind: 'promoted', promotion } };
}
