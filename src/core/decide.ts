// The one place where the domains meet: facts in, a decision out. Total and synchronous; nothing has happened yet.
// Invariant: where a pod enforces, no check is green without a held slot, and unknown rules are red.

import type { AuditEntry, Decision } from './decision.ts';
import type { CheckOutcome, DesiredCheck } from './effect.ts';
import type { Facts, PullFacts } from './facts.ts';
import type { Text, Verdict } from './verdict.ts';
import { audit, essence, needsRefresh, outcome, standings, view, WORDING } from './wip/effects.ts';
import type { Item, PodFacts, PodView, ReleaseReason, Standing, Transition } from './wip/model.ts';
import { type Attempt, admit, itemKey, sameItem, type Wish } from './wip/rules.ts';
import {
  brokenNext,
  brokenTitle,
  brokenVerdict,
  lastGoodVerdict,
  next,
  observedNext,
  observedTitle,
  observedVerdict,
  title,
  verdict,
} from './wip/words.ts';

interface Settled {
  readonly before: PodFacts;
  readonly transitions: readonly Transition[];
  readonly after: PodView;
  readonly placeOf: (item: Item) => Standing;
}

/** The decision about one pull request, or about a pod alone when `facts.pull` is null: whoever changed gets a check. */
export function decide(facts: Facts): Decision {
  const pods = facts.pods.map((pod) => settle(facts, pod));
  const refreshPods = pods
    .filter((pod) => needsRefresh(pod.before, pod.after, pod.transitions, facts.pull === null))
    .map((pod) => pod.before.id);
  const subject = subjectOf(facts);
  const items = unique([...(subject ? [subject] : []), ...pods.flatMap(changedItems)]);
  return decision(facts, pods, items, facts.access === 'suspended' ? [] : refreshPods);
}

/** As `decide` for the pods alone, but with a check for every holder and waiter, and nothing left to refresh. */
export function survey(given: Facts): Decision {
  const facts: Facts = { ...given, pull: null };
  const pods = facts.pods.map((pod) => settle(facts, pod));
  const rows = pods.flatMap(({ after }) => [...after.holders, ...after.line].map((row) => row.item));
  return decision(facts, pods, unique([...rows, ...pods.flatMap(changedItems)]), []);
}

function decision(
  facts: Facts,
  pods: readonly Settled[],
  items: readonly Item[],
  refreshPods: readonly number[],
): Decision {
  const entries: AuditEntry[] = pods.flatMap((pod) => audit(pod.before, pod.transitions));
  return {
    transitions: pods.flatMap((pod) => pod.transitions),
    checks: items.flatMap((item) => checkFor(facts, pods, item) ?? []),
    audit: entries,
    refreshPods,
  };
}

function settle(facts: Facts, pod: PodFacts): Settled {
  const transitions = admit(pod, attemptOf(facts, pod));
  const after = view(pod, transitions, subjectOf(facts), facts.now);
  return { before: pod, transitions, after, placeOf: standings(after) };
}

const LOSS: Record<Exclude<Facts['access'], 'active'>, ReleaseReason> = {
  lost: 'repository-removed',
  suspended: 'installation-suspended',
};

function attemptOf(facts: Facts, pod: PodFacts): Attempt {
  const { pull, access, configuration, repository } = facts;
  return {
    subject: pull && { item: itemOf(facts, pull), wish: wishOf(facts, pod, pull) },
    lost: access === 'active' ? null : { repositoryId: repository.id, reason: LOSS[access] },
    // A suspended installation can admit nobody; a lost repository frees its slots for the others of its pod.
    admits: access !== 'suspended' && configuration.policy !== null,
  };
}

function wishOf(facts: Facts, pod: PodFacts, pull: PullFacts): Wish {
  if (facts.access !== 'active') return { kind: 'leaves', reason: LOSS[facts.access] };
  if (pull.merged) return { kind: 'leaves', reason: 'merged' };
  if (pull.state === 'closed') return { kind: 'leaves', reason: 'closed' };
  if (pull.draft && facts.configuration.policy === null) return { kind: 'stays' };
  if (pull.draft && pod.wip.drafts === 'exclude') return { kind: 'leaves', reason: 'draft' };
  return { kind: 'asks', requestedAt: facts.askedAt ?? pull.updatedAt };
}

const subjectOf = (facts: Facts): Item | null => facts.pull && itemOf(facts, facts.pull);

const itemOf = ({ repository }: Facts, pull: PullFacts): Item => ({
  repositoryId: repository.id,
  pullNumber: pull.number,
  repository: `${repository.owner}/${repository.name}`,
  title: pull.title,
  url: pull.url,
  authorLogin: pull.authorLogin,
  headSha: pull.headSha,
  draft: pull.draft,
});

/** The first of each stays: the subject as GitHub shows it now comes before its row. */
const unique = (items: readonly Item[]): Item[] =>
  [...new Map(items.toReversed().map((item) => [itemKey(item), item])).values()].reverse();

function changedItems({ before, transitions }: Settled): Item[] {
  const rows = [...before.held, ...before.queue].map((lock) => lock.item);
  return rows.filter((item) => transitions.some((change) => sameItem(change.item, item)));
}

/** Null where nothing may be said: the pull request is over, or the repository is not ours to write to. */
function checkFor(facts: Facts, pods: readonly Settled[], item: Item): DesiredCheck | null {
  const ofThisRepository = item.repositoryId === facts.repository.id;
  if (facts.access === 'suspended' || (facts.access === 'lost' && ofThisRepository)) return null;
  const subject = facts.pull !== null && ofThisRepository && facts.pull.number === item.pullNumber;
  if (subject && facts.pull?.state === 'closed') return null;
  if (ofThisRepository && facts.configuration.policy === null) return brokenCheck(facts, item);
  const told = pods.map(({ after, placeOf }) => ({ pod: after, place: placeOf(item) }));
  // Only the subject's pods are all known; of anybody else, those where it has a row or just lost one.
  const known = told.filter(({ pod, place }) => subject || hasRow(place) || changedIn(pods, pod, item));
  return slotCheck(facts, item, known);
}

const hasRow = (place: Standing) => place.kind === 'held' || place.kind === 'queued';

const changedIn = (pods: readonly Settled[], pod: PodView, item: Item) =>
  pods.some(({ before, transitions }) =>
    transitions.some((change) => before.id === pod.id && sameItem(change.item, item)),
  );

interface Place {
  readonly pod: PodView;
  readonly place: Standing;
}

/** Green only with a slot in every pod; otherwise the strictest missing slot speaks. */
function slotCheck(facts: Facts, item: Item, known: readonly Place[]): DesiredCheck | null {
  const judged = known.filter(({ pod }) => pod.mode !== 'observe');
  const missing = judged.filter(({ place }) => place.kind !== 'held');
  const decisive = missing.find(({ pod }) => pod.mode === 'enforce') ?? missing[0] ?? judged[0];
  if (!decisive) return known.length > 0 ? observedCheck(item) : null;
  const lastGood = facts.configuration.source === 'last-good' && item.repositoryId === facts.repository.id;
  const about = judged.map(({ pod, place }) => essence(pod, place));
  return check(item, outcome(decisive.pod, decisive.place), {
    title: title(decisive.pod, decisive.place),
    verdict: together(decisive, judged, lastGood ? [lastGoodVerdict(facts.configuration)] : []),
    next: next(decisive.pod, decisive.place),
    about: [...about, lastGood ? facts.configuration.problems : []],
  });
}

function together(decisive: Place, judged: readonly Place[], notes: readonly Verdict[]): Verdict {
  const first = verdict(decisive.pod, decisive.place);
  const others = judged.filter((each) => each !== decisive).map(({ pod, place }) => verdict(pod, place));
  return { ...first, children: [...first.children, ...others, ...notes] };
}

const brokenCheck = ({ configuration }: Facts, item: Item): DesiredCheck =>
  check(
    item,
    { status: 'completed', conclusion: 'failure' },
    {
      title: brokenTitle(configuration),
      verdict: brokenVerdict(configuration),
      next: brokenNext,
      about: ['broken', configuration.problems],
    },
  );

const observedCheck = (item: Item): DesiredCheck => ({
  ...check(
    item,
    { status: 'completed', conclusion: 'success' },
    { title: observedTitle, verdict: observedVerdict, next: observedNext, about: ['observed'] },
  ),
  onlyIfShown: true,
});

interface Words {
  readonly title: string;
  readonly verdict: Verdict;
  readonly next: Text;
  readonly about: readonly unknown[];
}

const check = (item: Item, result: CheckOutcome, words: Words): DesiredCheck => ({
  name: 'clos/wip',
  repositoryId: item.repositoryId,
  pullNumber: item.pullNumber,
  headSha: item.headSha,
  outcome: result,
  title: words.title,
  verdict: words.verdict,
  next: words.next,
  essence: JSON.stringify([WORDING, item.headSha, result, ...words.about]),
});
