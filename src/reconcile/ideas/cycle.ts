// What the waiting deliveries about one issue lead to: at most one look at GitHub, whatever their number. Issues that are no ideas cost
// nothing beyond having been heard of.

import type { DomainEvent, Subject } from '../../core/event.ts';
import { TransientFault } from '../../core/faults.ts';
import { type ChangedBy, hasLabel } from '../../core/ideas/decide.ts';
import { DEFAULT_IDEA_RULES } from '../../core/ideas/defaults.ts';
import { labelOf } from '../../core/ideas/labels.ts';
import type { IdeaKey } from '../../core/ideas/model.ts';
import type { IdeaRules } from '../../core/ideas/rules.ts';
import type { InstallationId } from '../../core/ids.ts';
import type { IssueEvent } from '../../core/issue-event.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import type { StoredIdea } from '../../ports/idea-records.ts';
import type { StoredInstallation, StoredRepository } from '../../ports/ledger.ts';
import { adopt } from '../adopt.ts';
import { done, type ReadDeliveries, rejected } from '../deliveries.ts';
import type { Place, Spine } from '../spine.ts';
import { ordersIn, reactionsTo, ruleIdea } from './command.ts';
import { ideaConfiguration } from './configuration.ts';
import { judgeIdea } from './judge.ts';
import { lookAt } from './look.ts';
import { sayBroken } from './say.ts';

interface Seen extends ReadDeliveries {
  readonly status: StoredInstallation['status'] | null;
  readonly known: StoredRepository | null;
}

type IssueSeen = Extract<IssueEvent, { kind: 'issue-seen' }>;

const isIssueEvent = (event: DomainEvent): event is IssueEvent =>
  event.kind === 'issue-seen' || event.kind === 'idea-commanded';

export async function cycleIssue(
  spine: Spine,
  installation: InstallationId,
  { issueNumber: number, repositoryId }: Extract<Subject, { kind: 'issue' }>,
  { events, outcomes, status, known }: Seen,
): Promise<void> {
  const place: Place = { installation, repositoryId };
  const heard = events.map(({ event }) => event).filter(isIssueEvent);
  const [last, newest] = [events.at(-1), heard.at(-1)];
  const end = (why: string | null) =>
    spine.ledger.writing(installation, (writer) =>
      writer.finishDeliveries([...outcomes, ...done(events, why)]),
    );
  if (!last || !newest) return end(null);
  if (status === 'suspended' || status === 'removed') return end(`the installation is ${status}`);
  const repository = await adopt(spine, installation, newest.repository, known);
  if (repository === null)
    return spine.ledger.writing(installation, (writer) =>
      writer.finishDeliveries([...outcomes, ...rejected(events, 'not a repository of this installation')]),
    );
  const opened = heard.some(({ name }) => name === 'issues.opened') ? number : null;
  const { rules, form, problems } = await ideaConfiguration(spine, installation, repository, opened);
  const key = { repositoryId, issueNumber: number };
  if (rules === null) {
    await tellBroken(spine, place, key, heard, problems);
    return end('ideas.yml is broken, and there never was a good one');
  }
  const stored = await spine.ideas.writing(installation, (writer) => writer.lockIdea(key));
  const nothing = whyNothing(heard, stored, rules);
  if (nothing !== null) return end(nothing);
  const ruled = await ruleIdea(
    spine,
    place,
    repository,
    heard.filter((one) => one.kind === 'idea-commanded'),
  );
  const seen = await lookAt(spine, place, repository, number, { rules, form }, stored?.idea ?? null);
  if (seen === null) return end('a pull request');
  const judged = await judgeIdea(spine, seen, {
    ...{ place, repository, number, rules, problems, trace: last.last.trace },
    by: changedBy(heard, rules),
    orders: ordersIn(ruled),
    finish: [...outcomes, ...done(events)],
    react: (decision, now) => reactionsTo(ruled, { key, decision, mode: rules.mode, now }),
  });
  if (judged.kind === 'behind')
    throw new TransientFault('issue-behind', 'GitHub showed an older state of the issue than before');
}

/** Only where an idea was meant: its label cannot be told without the rules, so it is the usual one. */
async function tellBroken(
  spine: Spine,
  place: Place,
  key: IdeaKey,
  heard: readonly IssueEvent[],
  problems: readonly ConfigurationProblem[],
): Promise<void> {
  const meant = heard.some(
    (event) => event.kind === 'idea-commanded' || hasLabel(event.labels, DEFAULT_IDEA_RULES.label),
  );
  if (!meant) return;
  await spine.ideas.writing(place.installation, async (writer) =>
    sayBroken(writer, key, { place, problems, answers: [], now: await writer.now() }),
  );
}

/** Why these lead nowhere; null when the issue has to be looked at. */
function whyNothing(
  heard: readonly IssueEvent[],
  stored: StoredIdea | null,
  rules: IdeaRules,
): string | null {
  if (heard.some(({ kind }) => kind === 'idea-commanded')) return null;
  const seen = heard.filter((event) => event.kind === 'issue-seen');
  // Any of them: a payload that comes late may be the one from when it had the label.
  const labelled = seen.some(({ labels }) => hasLabel(labels, rules.label));
  if (stored === null) return labelled ? null : 'an issue that is no idea';
  return seen.every((event) => saysNothing(event, stored, rules)) ? 'its labels are as they should be' : null;
}

/** Above all the echo of the labels we set ourselves. What else was changed has an event of its own. */
function saysNothing({ labelled }: IssueSeen, { idea, delivery }: StoredIdea, rules: IdeaRules): boolean {
  if (!labelled || idea.gone) return false;
  if (hasLabel([labelled.label], rules.label)) return labelled.set;
  const wanted = labelOf(idea, rules);
  const isWanted = wanted !== null && hasLabel([labelled.label], wanted);
  const ours = [...Object.values(rules.labels), delivery.shownLabel ?? ''];
  return labelled.set ? isWanted || !hasLabel(ours, labelled.label) : !isWanted;
}

/** Whoever did each last; nobody where no event tells. */
function changedBy(heard: readonly IssueEvent[], rules: IdeaRules): ChangedBy {
  const seen = heard.filter((event) => event.kind === 'issue-seen');
  const last = (is: (event: IssueSeen) => boolean) => seen.findLast(is)?.actor ?? null;
  const isPlaced = ({ name, labelled }: IssueSeen): boolean =>
    PLACED.has(name) ||
    labelled === null ||
    (labelled !== undefined && hasLabel([labelled.label], rules.label));
  return {
    text: last(({ name }) => name === 'issues.edited'),
    state: last(({ name }) => name === 'issues.closed' || name === 'issues.reopened'),
    place: last(isPlaced),
  };
}

const PLACED: ReadonlySet<string> = new Set(['issues.deleted', 'issues.transferred']);
