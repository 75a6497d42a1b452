// The sweep of ideas: what GitHub shows and what is stored, side by side. It hears of lost events, counts votes, of which GitHub tells
// nobody, and archives what rests for long.

import { hasLabel } from '../../core/ideas/decide.ts';
import { DEFAULT_IDEA_RULES } from '../../core/ideas/defaults.ts';
import type { Idea } from '../../core/ideas/record.ts';
import type { StoredIdea } from '../../ports/idea-records.ts';
import type { StoredRepository } from '../../ports/ledger.ts';
import { issuePlace, type WrittenIssue, writtenIssue } from '../../webhooks/payloads/issue.ts';
import { canonical } from '../configuration.ts';
import { type Cause, type Place, type Spine, traceOf } from '../spine.ts';
import { ideaConfiguration } from './configuration.ts';
import { type IdeaLook, jobsFor, judgeIdea, UNASKED } from './judge.ts';
import { type IdeaGround, lookAt, seen, textHash } from './look.ts';

interface Sweeping extends IdeaGround {
  readonly spine: Spine;
  readonly place: Place;
  readonly repository: StoredRepository;
  readonly cause: Cause;
  readonly problems: IdeaLook['problems'];
  /** Every idea, because the rules changed. */
  readonly force: boolean;
}

/** Returns how many ideas were not as they should be. */
export async function sweepIdeas(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  cause: Cause,
  force = false,
): Promise<number> {
  const { installation, repositoryId } = place;
  const known = await spine.ideas.writing(installation, (writer) => writer.ideaConfiguration(repositoryId));
  // Where nothing was ever heard of an idea, one question finds out whether an event was lost.
  const label = known?.rules?.label ?? DEFAULT_IDEA_RULES.label;
  const listed = await listOf(spine, place, repository, label);
  if (known === null && listed.length === 0) return 0;
  const { rules, form, problems } = known ?? (await ideaConfiguration(spine, installation, repository, null));
  if (rules === null) return 0;
  const sweeping: Sweeping = { spine, place, repository, cause, rules, form, problems, force };
  const stored = await spine.ideas.writing(installation, (writer) => writer.ideas(repositoryId));
  const shown = await mendShown(sweeping, listed, stored);
  return shown + (await mendHidden(sweeping, listed, stored)) + (await resend(sweeping));
}

async function listOf(
  spine: Spine,
  { installation }: Place,
  repository: StoredRepository,
  label: string,
): Promise<readonly WrittenIssue[]> {
  const here = `${repository.owner}/${repository.name}`.toLowerCase();
  const all = await spine.github.issues.labelled(installation, repository, label);
  // Under a name that was given to another repository GitHub lists that one's.
  return all.filter((one) => issuePlace(one) === here).flatMap((one) => writtenIssue(one) ?? []);
}

async function mendShown(
  sweeping: Sweeping,
  listed: readonly WrittenIssue[],
  stored: readonly StoredIdea[],
): Promise<number> {
  const { spine, place, repository, rules, problems, cause, force } = sweeping;
  const now = Date.parse(cause.event.at);
  let mended = 0;
  for (const written of listed) {
    const before = stored.find(({ idea }) => idea.issueNumber === written.issue.number)?.idea ?? null;
    if (!hasLabel(written.issue.labels, rules.label)) continue;
    if (before && !force && !differs(written, before) && !isDue(before, rules.parkAfterSeconds, now))
      continue;
    const look = {
      ...UNASKED,
      place,
      repository,
      number: written.issue.number,
      rules,
      problems,
      trace: traceOf(cause),
    };
    const judged = await judgeIdea(spine, seen(written, sweeping), look);
    if (judged.kind === 'judged' && judged.changed) mended += 1;
  }
  return mended;
}

const shownOf = ({ state, labels, votes }: Idea['issue']): string =>
  canonical({ state, votes, labels: labels.toSorted() });

const differs = (written: WrittenIssue, { issue, textHash: hash, gone }: Idea): boolean =>
  gone || hash !== textHash(written) || shownOf(written.issue) !== shownOf(issue);

const isDue = ({ status, changedAt }: Idea, parkAfterSeconds: number | null, now: number): boolean =>
  parkAfterSeconds !== null &&
  (status === 'PENDING' || status === 'EVALUATING') &&
  now - Date.parse(changedAt) >= parkAfterSeconds * 1_000;

/** Open as far as we know, and not among the open ideas: closed, without its label, moved or gone. */
async function mendHidden(
  sweeping: Sweeping,
  listed: readonly WrittenIssue[],
  stored: readonly StoredIdea[],
): Promise<number> {
  const { spine, place, repository, rules, problems, cause } = sweeping;
  const shown = new Set(listed.map(({ issue }) => issue.number));
  let mended = 0;
  for (const { idea } of stored) {
    if (idea.gone || idea.issue.state !== 'open' || shown.has(idea.issueNumber)) continue;
    const look = await lookAt(spine, place, repository, idea.issueNumber, sweeping, idea);
    if (look === null) continue;
    const given = {
      ...UNASKED,
      place,
      repository,
      number: idea.issueNumber,
      rules,
      problems,
      trace: traceOf(cause),
    };
    const judged = await judgeIdea(spine, look, given);
    if (judged.kind === 'judged' && judged.changed) mended += 1;
  }
  return mended;
}

/** What was decided and never done, because a job got lost with its tries. */
async function resend({ spine, place, rules }: Sweeping): Promise<number> {
  return spine.ideas.writing(place.installation, async (writer) => {
    const all = await writer.ideas(place.repositoryId);
    const jobs = all.flatMap((stored) => jobsFor(stored.idea, rules, stored));
    await writer.addJobs(jobs);
    return jobs.length;
  });
}
