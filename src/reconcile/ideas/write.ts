// Brings GitHub to what was decided about an idea: its label, its issue closed, its Discovery issue. By diff, and each at most once: an
// issue whose creation has an unknown outcome is looked up by its marker before it is tried again (T-61, T-62).

import { TransientFault } from '../../core/faults.ts';
import { DISCOVERY_LABEL, discoveryIssue } from '../../core/ideas/discovery.ts';
import { isHere, labelChange } from '../../core/ideas/labels.ts';
import type { IdeaKey } from '../../core/ideas/model.ts';
import type { Idea } from '../../core/ideas/record.ts';
import { repositoryUrl } from '../../core/ideas/resembling.ts';
import type { IdeaRules } from '../../core/ideas/rules.ts';
import type { IssueNumber } from '../../core/ids.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import { discoveryMarker, renderDiscovery } from '../../core/render/discovery.ts';
import type { StoredIdea } from '../../ports/idea-records.ts';
import type { StoredRepository } from '../../ports/ledger.ts';
import type { Place, Spine } from '../spine.ts';
import { closes } from './judge.ts';
import { sayIdea } from './say.ts';

/** By how much GitHub's clock may be behind the database's when our own issue is looked up. */
const CLOCK_SLACK_MS = 10 * 60_000;

interface Writing {
  readonly spine: Spine;
  readonly place: Place;
  readonly repository: StoredRepository;
  readonly rules: IdeaRules;
  readonly problems: readonly ConfigurationProblem[];
}

export async function writeIdea(spine: Spine, place: Place, number: IssueNumber): Promise<void> {
  const { installation, repositoryId } = place;
  const key = { repositoryId, issueNumber: number };
  const known = await spine.ideas.writing(installation, async (writer) => ({
    stored: await writer.lockIdea(key),
    configuration: await writer.ideaConfiguration(repositoryId),
    repository: await writer.repository(repositoryId),
    installation: await writer.installation(),
  }));
  const { stored, configuration, repository } = known;
  const rules = configuration?.rules;
  if (!stored || !rules || !isHere(stored.idea)) return;
  if (repository?.status !== 'active' || known.installation?.status !== 'active') return;
  const wait = known.installation.blockedForSeconds;
  if (wait !== null)
    throw new TransientFault('github-silence', 'GitHub asked this installation to wait', wait);
  const writing = { spine, place, repository, rules, problems: configuration.problems };
  if (rules.mode !== 'observe') await relabel(writing, stored);
  await close(writing, stored.idea);
  await openDiscovery(writing, stored);
}

async function relabel(
  { spine, place, repository, rules }: Writing,
  { idea, delivery }: StoredIdea,
): Promise<void> {
  const { add, remove } = labelChange(idea, rules, delivery.shownLabel);
  const { issues } = spine.github;
  const { installation } = place;
  for (const label of remove) await issues.removeLabel(installation, repository, idea.issueNumber, label);
  if (add !== null) await issues.addLabel(installation, repository, idea.issueNumber, add);
  if (add === null && remove.length === 0) return;
  await change(spine, place, idea, ({ issue }) => ({
    issue: {
      ...issue,
      labels: [...issue.labels.filter((one) => !remove.includes(one)), ...(add === null ? [] : [add])],
    },
  }));
  if (add !== null)
    await spine.ideas.writing(installation, (writer) => writer.saveDelivery(idea, { shownLabel: add }));
}

async function close({ spine, place, repository }: Writing, idea: Idea): Promise<void> {
  if (!closes(idea)) return;
  const closedAt = await spine.github.issues.close(place.installation, repository, idea.issueNumber);
  await change(spine, place, idea, ({ issue, parked }) => {
    if (parked === null) return {};
    // Whoever looked before that saw it open, which is not what opens it again.
    const isNewer = closedAt !== null && Date.parse(closedAt) > Date.parse(issue.updatedAt);
    const updatedAt = isNewer ? closedAt : issue.updatedAt;
    return { issue: { ...issue, state: 'closed', stateReason: 'not_planned', updatedAt } };
  });
}

/** The newest state, whoever changed it while GitHub was written to. */
async function change(
  spine: Spine,
  { installation }: Place,
  key: IdeaKey,
  to: (idea: Idea) => Partial<Idea>,
): Promise<void> {
  await spine.ideas.writing(installation, async (writer) => {
    const stored = await writer.lockIdea(key);
    if (stored) await writer.saveIdea({ ...stored.idea, ...to(stored.idea) });
  });
}

async function openDiscovery(writing: Writing, stored: StoredIdea): Promise<void> {
  const { spine, place, rules, problems } = writing;
  const { idea } = stored;
  if (idea.promotion === null || idea.promotion.discovery !== null) return;
  const number = (await lookUp(writing, stored)) ?? (await create(writing, idea));
  await spine.ideas.writing(place.installation, async (writer) => {
    const now = await writer.now();
    const newest = await writer.lockIdea(idea);
    if (!newest?.idea.promotion) return;
    const linked = { ...newest.idea, promotion: { ...newest.idea.promotion, discovery: number } };
    await writer.saveIdea(linked);
    const saying = { place, rules, problems, answers: [], now };
    await sayIdea(writer, linked, newest.delivery, saying);
  });
}

async function lookUp(
  { spine, place, repository }: Writing,
  { idea, delivery }: StoredIdea,
): Promise<IssueNumber | null> {
  const { installation } = place;
  const attempted = delivery.discoveryAttemptedAt;
  if (attempted === null) {
    await spine.ideas.writing(installation, async (writer) =>
      writer.saveDelivery(idea, { discoveryAttemptedAt: await writer.now() }),
    );
    return null;
  }
  const since = new Date(Date.parse(attempted) - CLOCK_SLACK_MS).toISOString();
  const marker = discoveryMarker(installation, idea);
  return spine.github.issues.find(installation, repository, DISCOVERY_LABEL, marker, since);
}

async function create({ spine, place, repository }: Writing, idea: Idea): Promise<IssueNumber> {
  const { installation } = place;
  const { promotion } = idea;
  if (promotion === null) throw new Error('only a promoted idea has a Discovery issue');
  const { defaultBranch } = repository;
  const issue = discoveryIssue(idea, promotion, {
    repositoryUrl: repositoryUrl(idea.issue.url),
    defaultBranch,
  });
  const body = renderDiscovery(issue, discoveryMarker(installation, idea), promotion.at);
  const { title, labels } = issue;
  return spine.github.issues.create(installation, repository, { title, body, labels });
}
