// The one place where the domains meet: facts in, a decision out. Total and synchronous; nothing has happened yet.
// Invariant: where a pod enforces, no check is green without a held slot, and unknown rules are red.

import { type ButtonName, buttonsFor } from './commands/buttons.ts';
import { brokenNext, brokenTitle, brokenVerdict, lastGoodVerdict } from './configuration-words.ts';
import type { Decision } from './decision.ts';
import type { CheckOutcome, DesiredCheck } from './effect.ts';
import type { Facts, PullFacts } from './facts.ts';
import { type ConfigurationFacts, DEFAULT_POLICY, type PodRules } from './policy.ts';
import type { Text, Verdict } from './verdict.ts';
import type { Attempt, Wish } from './wip/attempt.ts';
import { audit, essence, needsRefresh, outcome, podAudit, WORDING } from './wip/effects.ts';
import { itemKey, ownLock, sameItem } from './wip/items.ts';
import type { Exemption, Item, PodFacts, PodView, ReleaseReason, Standing } from './wip/model.ts';
import { next, observedNext } from './wip/next-words.ts';
import { type Settlement, settle } from './wip/rules.ts';
import { seenFrom } from './wip/seen.ts';
import { exemption } from './wip/traits.ts';
import { standings, viewOf } from './wip/view.ts';
import { observedTitle, observedVerdict, title, verdict } from './wip/words.ts';

/** One pod of a decision, before and after. */
interface Settled {
  readonly before: PodFacts;
  readonly after: PodView;
  readonly placeOf: (item: Item) => Standing;
}

interface Whole {
  readonly facts: Facts;
  readonly attempt: Attempt;
  readonly settlement: Settlement;
  readonly pods: readonly Settled[];
}

/** The decision about one pull request, or about pods alone when `facts.pull` is null: whoever changed gets a check. */
export function decide(facts: Facts): Decision {
  const whole = settleAll(facts);
  const { pods, settlement, attempt } = whole;
  const refreshPods = pods
    .filter(({ before, after }) => {
      const own = settlement.transitions.filter((change) => change.podId === before.id);
      const changed =
        facts.pull === null || settlement.podChanges.some((change) => change.podId === before.id);
      return needsRefresh(before, after, own, changed);
    })
    .map((pod) => pod.before.id);
  const subject = attempt.subject?.item;
  const changed = pods.flatMap((pod) => changedItems(whole, pod));
  const items = unique([...(subject ? [subject] : []), ...changed]);
  return decision(whole, items, facts.access === 'suspended' ? [] : [...refreshPods, ...untold(whole)]);
}

/** As `decide` for the pods alone, but with a check for every holder and waiter, and nothing left to refresh. */
export function survey(given: Facts): Decision {
  const whole = settleAll({ ...given, pull: null });
  const rows = whole.pods.flatMap(({ after }) => [...after.holders, ...after.line].map((row) => row.item));
  const changed = whole.pods.flatMap((pod) => changedItems(whole, pod));
  return decision(whole, unique([...rows, ...changed]), untold(whole));
}

/** Where nobody knows the rules, nothing is green. */
const UNKNOWN: PodRules = { ...DEFAULT_POLICY, mode: 'enforce' };

function settleAll(facts: Facts): Whole {
  const attempt = attemptOf(facts);
  const settlement = settle(facts.pods, attempt);
  const pods = facts.pods.map((before): Settled => {
    const after = viewOf(before, settlement, attempt, before.rules ?? UNKNOWN);
    return { before, after, placeOf: standings(after) };
  });
  return { facts, attempt, settlement, pods };
}

function decision(whole: Whole, items: readonly Item[], refreshPods: readonly number[]): Decision {
  const { facts, attempt, settlement } = whole;
  const { transitions, podChanges, wantsWholeLine } = settlement;
  return {
    transitions,
    podChanges,
    checks: items.filter((item) => isWhollyKnown(whole, item)).flatMap((item) => checkFor(whole, item) ?? []),
    audit: facts.pods.flatMap((pod) => [
      ...audit(pod, transitions, attempt),
      ...podAudit(pod, podChanges, attempt.orders),
    ]),
    refreshPods: [...new Set(refreshPods)],
    wantsWholeLine,
  };
}

/** A check speaks of all pods of an item, so it is written only where all of them are locked. */
function isWhollyKnown({ facts, attempt }: Whole, item: Item): boolean {
  if (attempt.subject && sameItem(attempt.subject.item, item)) return true;
  const locked = new Set(facts.pods.map((pod) => pod.id));
  return facts.pods.every((pod) => ownLock(pod, item)?.inPods.every((id) => locked.has(id)) ?? true);
}

/** Pods where somebody was moved whose check could not be written here: they are looked at by themselves. */
function untold(whole: Whole): number[] {
  return whole.pods.flatMap((pod) =>
    changedItems(whole, pod).every((item) => isWhollyKnown(whole, item)) ? [] : [pod.before.id],
  );
}

const LOSS: Record<Exclude<Facts['access'], 'active'>, ReleaseReason> = {
  lost: 'repository-removed',
  suspended: 'installation-suspended',
};

function attemptOf(facts: Facts): Attempt {
  const { pull, access, repository, now, orders, activity } = facts;
  const item = pull && subjectItem(facts, pull);
  return {
    now,
    orders,
    subject: pull &&
      item && { item, wish: wishOf(facts, pull), activity, merged: pull.merged && facts.wasOpen },
    lost: access === 'active' || !repository ? null : { repositoryId: repository.id, reason: LOSS[access] },
    // A suspended installation can admit nobody, and neither can unknown rules; a lost repository frees its slots for the others of its pod.
    admits: access !== 'suspended' && (!repository || facts.configuration?.policy !== null),
    moves: facts.configuration?.policy !== null,
  };
}

function wishOf(facts: Facts, pull: PullFacts): Wish {
  if (facts.access !== 'active') return { kind: 'leaves', reason: LOSS[facts.access] };
  if (pull.merged) return { kind: 'leaves', reason: 'merged' };
  if (pull.state === 'closed') return { kind: 'leaves', reason: 'closed' };
  // Nobody knows what the rules say of drafts.
  if (pull.draft && !facts.configuration?.policy) return { kind: 'stays' };
  const asked = facts.pods.filter((pod) => pod.asked);
  if (exemptionOf(facts, pull)) return { kind: 'leaves', reason: 'exempt' };
  const excluded = asked.some((pod) => pod.rules?.wip.drafts === 'exclude');
  if (pull.draft && excluded) return { kind: 'leaves', reason: 'draft' };
  return { kind: 'asks', requestedAt: facts.askedAt ?? pull.updatedAt };
}

/** Exempt only where every pod it asks in says so. */
function exemptionOf({ pods, entitlements }: Facts, pull: PullFacts): Exemption | null {
  const asked = pods.filter((pod) => pod.asked);
  const found = asked.map((pod) => pod.rules && exemption(pull, pod.rules.wip, entitlements));
  return found.every((one) => one !== null) ? (found[0] ?? null) : null;
}

const subjectItem = ({ repository, configuration }: Facts, pull: PullFacts): Item | null =>
  repository && {
    repositoryId: repository.id,
    pullNumber: pull.number,
    repository: `${repository.owner}/${repository.name}`,
    ...(repository.visibility === undefined ? {} : { visibility: repository.visibility }),
    title: pull.title,
    url: pull.url,
    authorId: pull.authorId,
    authorLogin: pull.authorLogin,
    labels: pull.labels,
    headSha: pull.headSha,
    draft: pull.draft,
    configuration,
  };

/** The first of each stays: the subject as GitHub shows it now comes before its row. */
const unique = (items: readonly Item[]): Item[] =>
  [...new Map(items.toReversed().map((item) => [itemKey(item), item])).values()].reverse();

function changedItems({ settlement }: Whole, { before }: Settled): Item[] {
  const changed = new Set(
    settlement.transitions.filter(({ podId }) => podId === before.id).map(({ item }) => itemKey(item)),
  );
  const rows = [...before.held, ...before.queue, ...(before.own ? [before.own.lock] : [])];
  return rows.map((lock) => lock.item).filter((item) => changed.has(itemKey(item)));
}

/** Null where nothing may be said: the pull request is over, or the repository is not ours to write to. */
function checkFor(whole: Whole, item: Item): DesiredCheck | null {
  const { facts, attempt } = whole;
  const ofThisRepository = item.repositoryId === facts.repository?.id;
  if (facts.access === 'suspended' || (facts.access === 'lost' && ofThisRepository)) return null;
  const subject = attempt.subject !== null && sameItem(attempt.subject.item, item);
  if (subject && facts.pull?.state === 'closed') return null;
  const configuration = ofThisRepository ? facts.configuration : item.configuration;
  if (configuration !== null && configuration.policy === null) return brokenCheck(configuration, item);
  return slotCheck(item, placesOf(whole, item, subject), configuration);
}

interface Place {
  readonly pod: PodView;
  readonly place: Standing;
}

/** Of the subject, all pods it asks in; of anybody else those where it has a row or just lost one. */
function placesOf({ facts, pods, settlement }: Whole, item: Item, subject: boolean): Place[] {
  const why = subject && facts.pull ? exemptionOf(facts, facts.pull) : null;
  return pods.flatMap(({ before, after, placeOf }) => {
    const moved = settlement.transitions.some(
      (change) => change.podId === before.id && sameItem(change.item, item),
    );
    const concerned = subject ? before.asked : ownLock(before, item) !== null || moved;
    if (!concerned) return [];
    return [{ pod: seenFrom(after, item), place: why ? { kind: 'exempt', why } : placeOf(item) }];
  });
}

const isGreen = ({ pod, place }: Place): boolean => {
  const result = outcome({ ...pod, mode: 'enforce' }, place);
  return result.status === 'completed' && result.conclusion === 'success';
};

/** There is room here: the pod that has none says more. */
const isElsewhere = ({ place }: Place): boolean =>
  place.kind === 'queued' && place.obstacle?.kind === 'elsewhere';

/** Green only with a slot in every pod; otherwise the strictest missing slot speaks. */
function slotCheck(
  item: Item,
  known: readonly Place[],
  configuration: ConfigurationFacts | null,
): DesiredCheck | null {
  const judged = known.filter(({ pod }) => pod.mode !== 'observe');
  const missing = judged
    .filter((each) => !isGreen(each))
    .toSorted((a, b) => Number(isElsewhere(a)) - Number(isElsewhere(b)));
  const decisive = missing.find(({ pod }) => pod.mode === 'enforce') ?? missing[0] ?? judged[0];
  if (!decisive) return known.length > 0 ? observedCheck(item) : null;
  const notes = configuration?.source === 'last-good' ? [lastGoodVerdict(configuration)] : [];
  const about = judged.map(({ pod, place }) => essence(pod, place));
  return check(item, outcome(decisive.pod, decisive.place), {
    title: title(decisive.pod, decisive.place),
    verdict: together(decisive, judged, notes),
    next: next(decisive.pod, decisive.place),
    actions: buttonsFor(decisive.place.kind),
    about: [...about, notes.length > 0 ? configuration?.problems : []],
  });
}

function together(decisive: Place, judged: readonly Place[], notes: readonly Verdict[]): Verdict {
  const first = verdict(decisive.pod, decisive.place);
  const others = judged.filter((each) => each !== decisive).map(({ pod, place }) => verdict(pod, place));
  return { ...first, children: [...first.children, ...others, ...notes] };
}

const brokenCheck = (configuration: ConfigurationFacts, item: Item): DesiredCheck =>
  check(
    item,
    { status: 'completed', conclusion: 'failure' },
    {
      title: brokenTitle(configuration),
      verdict: brokenVerdict(configuration),
      next: brokenNext,
      actions: buttonsFor(null),
      about: ['broken', configuration.problems],
    },
  );

const observedCheck = (item: Item): DesiredCheck => ({
  ...check(
    item,
    { status: 'completed', conclusion: 'success' },
    {
      title: observedTitle,
      verdict: observedVerdict,
      next: observedNext,
      actions: buttonsFor(null),
      about: ['observed'],
    },
  ),
  onlyIfShown: true,
});

interface Words {
  readonly title: string;
  readonly verdict: Verdict;
  readonly next: Text;
  readonly actions: readonly ButtonName[];
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
  actions: words.actions,
  essence: JSON.stringify([WORDING, item.headSha, result, ...words.about]),
});
