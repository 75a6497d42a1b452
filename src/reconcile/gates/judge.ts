// One look at one pull request's gates: facts, the pure judgement, one commit. Never in the way of work in progress: it runs as a
// job of its own, added in the transaction that saw the reason for it, one at a time per pull request.
// Invariant: what is written was judged on exactly the pull request and the rules that are in our rows when it is written; whoever
// changed them has asked for the next look already (T-2, T-24).

import type { PullFacts } from '../../core/facts.ts';
import { TransientFault } from '../../core/faults.ts';
import type { GateDecision } from '../../core/gates/decision.ts';
import { endedGates, NO_LONGER_ASKED } from '../../core/gates/ended.ts';
import { judgeGates } from '../../core/gates/judge.ts';
import type { Transition } from '../../core/gates/model.ts';
import type { PullNumber } from '../../core/ids.ts';
import { renderGateComment } from '../../core/render/gate-comment.ts';
import { commentMarker } from '../../core/render/reply.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import type { GateWriter, Judged } from '../../ports/gate-records.ts';
import type { ChangedFiles } from '../../ports/ledger.ts';
import { canonical } from '../configuration.ts';
import { hashOf } from '../hash.ts';
import { judgeOrRead } from '../judge-or-read.ts';
import { readPull } from '../read-pull.ts';
import { rendered } from '../rendered.ts';
import { type Cause, type Place, type Spine, traceOf } from '../spine.ts';
import { type ReadFacts, type Rows, readFacts } from './facts.ts';
import { gateJob } from './job.ts';
import { recordMerged } from './record.ts';
import { rereadGates } from './reread.ts';

export interface GateLooking {
  readonly cause: Cause;
  /** Write the check even if it did not change. */
  readonly force: boolean;
}

/** Null when there is nothing to judge: never any gates, no such pull request, or no access. */
export async function rowsOf(writer: GateWriter, item: ItemKey): Promise<Rows | null> {
  const repository = await writer.repository(item.repositoryId);
  const installation = await writer.installation();
  if (repository?.status !== 'active' || installation?.status !== 'active') return null;
  const [gates, pull] = [
    await writer.gates(item.repositoryId),
    await writer.pull(item.repositoryId, item.pullNumber),
  ];
  if (!gates || !pull) return null;
  return { repository, gates, pull, memory: await writer.memory(item), readAt: await writer.now() };
}

/** Judges the pull request's gates, or writes its history when it was merged. */
export async function lookAtGates(
  spine: Spine,
  place: Place,
  pullNumber: PullNumber,
  looking: GateLooking,
): Promise<void> {
  const item: ItemKey = { repositoryId: place.repositoryId, pullNumber };
  const rows = await spine.gates.records.writing(place.installation, (writer) => rowsOf(writer, item));
  if (rows === null) return;
  if (rows.pull.facts.state === 'closed') return closed(spine, place, rows, looking.cause);
  const { decision, files, shown } = await judged(spine, place, rows);
  if (shown && (await isBehind(spine, place, rows, shown, looking))) return;
  await spine.failpoint('facts-loaded');
  await spine.gates.records.writing(place.installation, async (writer) => {
    if (await isOvertaken(writer, item, rows)) return lookAgain(writer, item, looking);
    await commit(writer, { place, item, rows, files, decision, looking, pushedAt: shown?.pushedAt ?? null });
    await spine.failpoint('before-commit');
  });
  await spine.failpoint('after-commit');
}

/** Rules that somebody changed a moment before a merge may be told of after it: they are read before anything is counted. */
async function closed(spine: Spine, place: Place, rows: Rows, cause: Cause): Promise<void> {
  const { records, reader } = spine.gates;
  const { repository, pull, gates } = rows;
  const item: ItemKey = { repositoryId: place.repositoryId, pullNumber: pull.facts.number };
  if (!pull.facts.merged || !gates.configuration.active) return;
  const before = await records.writing(place.installation, (writer) => writer.judged(item));
  if (before?.merged) return;
  const version = await reader.version(place.installation, repository);
  if (version !== gates.version) await rereadGates(spine, place, repository, cause);
  const now = await records.writing(place.installation, (writer) => rowsOf(writer, item));
  if (now) await recordMerged(spine, place, now, cause);
}

async function judged(
  spine: Spine,
  place: Place,
  rows: Rows,
): Promise<Pick<Judgement, 'decision' | 'files'> & Pick<ReadFacts, 'shown'>> {
  const { repository, gates, readAt } = rows;
  const pull = rows.pull.facts;
  if (!gates.configuration.active)
    return { decision: endedGates(pull, repository), files: null, shown: null };
  const { facts, files, shown } = await readFacts(spine, place, rows);
  return { decision: judgeGates({ pull, repository, facts, now: readAt }), files, shown };
}

async function isOvertaken(writer: GateWriter, item: ItemKey, rows: Rows): Promise<boolean> {
  const pull = await writer.lockPull(item);
  if (pull === null || essential(pull.facts) !== essential(rows.pull.facts)) return true;
  // Whoever saves rules asks for a look at what is open then, and may not have seen this one yet: so they are waited for.
  return canonical(await writer.holdGates(item.repositoryId)) !== canonical(rows.gates);
}

/** In the transaction that saw the reason: not everybody who changes our rows has gates in mind. */
const lookAgain = (writer: GateWriter, item: ItemKey, { cause, force }: GateLooking): Promise<void> =>
  writer.addJobs([gateJob(item, { trace: traceOf(cause), ...(force ? { force } : {}) })]);

/**
 * GitHub shows another head, base, labels or rules than our rows do, or that it was merged, because their events are late or lost. Our rows are brought up to it; true
 * when nothing may be said before the next look, which was asked for.
 */
async function isBehind(
  spine: Spine,
  place: Place,
  rows: Rows,
  { pull, version }: NonNullable<ReadFacts['shown']>,
  { cause, force }: GateLooking,
): Promise<boolean> {
  if (version.kind === 'known' && version.value !== rows.gates.version)
    await rereadGates(spine, place, rows.repository, cause);
  const { facts } = rows.pull;
  if (pull === null || sameQuestion(pull, facts)) return false;
  const look = await readPull(spine, place.installation, rows.repository, facts.number);
  if (look === null) return false;
  if (essential(look.pull) === essential(facts))
    throw new TransientFault('github-moved', 'GitHub shows two states of the pull request at once');
  await judgeOrRead(spine, rows.repository, place.installation, look, { cause, force, finish: [] });
  return true;
}

/** What was judged; that somebody looked at it again is none of it. */
const essential = ({ updatedAt: _, ...facts }: PullFacts): string => canonical(facts);

interface Judgement {
  readonly place: Place;
  readonly item: ItemKey;
  readonly rows: Rows;
  /** To be kept for the next look; null when nobody asked. */
  readonly files: ChangedFiles | null;
  readonly decision: GateDecision;
  /** When the repository was last pushed to, as far as GitHub told. */
  readonly pushedAt: string | null;
  readonly looking: GateLooking;
}

async function commit(writer: GateWriter, judgement: Judgement): Promise<void> {
  const { item, rows, files, decision, pushedAt } = judgement;
  const { headSha, baseRef } = rows.pull.facts;
  const { outcome } = decision.check ?? {};
  const green = outcome ? outcome.status === 'completed' && outcome.conclusion === 'success' : null;
  const { wakeAt, endsAt } = decision;
  const inputs = hashOf(canonical([decision.transitions, decision.rows]));
  const basis = {
    repositoryId: item.repositoryId,
    headSha,
    baseRef,
    rules: rows.gates.rulesHash ?? '',
    inputs,
    endsAt,
  };
  const transitions = since(decision.transitions, await writer.judged(item), rows.pull.facts, pushedAt);
  // A worker that was paused comes too late with what it saw before (T-63).
  if (!(await writer.saveJudged(item, { headSha, transitions, green, basis, wakeAt, readAt: rows.readAt })))
    return;
  if (files) await writer.saveFiles(item, files);
  await wakeInTime(writer, item, rows.readAt, endsAt);
  await say(writer, judgement);
}

/** What ends by time is looked at in that moment; the sweep would find it up to two minutes later (T-136). */
async function wakeInTime(
  writer: GateWriter,
  item: ItemKey,
  readAt: string,
  endsAt: string | null,
): Promise<void> {
  if (endsAt === null) return;
  const delaySeconds = Math.max(0, (Date.parse(endsAt) - Date.parse(readAt)) / 1_000);
  if (delaySeconds <= LONGEST_DELAY) await writer.addJobs([gateJob(item, { timed: true, delaySeconds })]);
}

/** A soak of months needs no job that waits for it: the sweep finds it, and each look adds another. */
const LONGEST_DELAY = 86_400;

type Question = Pick<PullFacts, 'state' | 'baseRef' | 'labels'> & { readonly headSha: string };

const sameQuestion = (a: Question, b: Question): boolean =>
  a.state === b.state && a.headSha === b.headSha && a.baseRef === b.baseRef && sorted(a) === sorted(b);

const sorted = ({ labels }: Question): string => JSON.stringify(labels.toSorted());

/**
 * Each with the time from which on it was to be seen: what somebody said earlier was not said of it (T-74). Of another head nobody
 * knows what lay between: the same files may have gone and come back, and an approval may be one of what they were meanwhile. So may the
 * base's, which moves without a word about the pull request.
 */
const since = (
  transitions: readonly Transition[],
  before: Judged | null,
  { headSha, updatedAt }: PullFacts,
  pushedAt: string | null,
): readonly Transition[] =>
  transitions.map((one) => {
    const known = before?.headSha === headSha ? before.transitions : [];
    const same = known.find(({ project, binding }) => project === one.project && binding === one.binding);
    const shownSince = same?.shownSince ?? updatedAt;
    return { ...one, shownSince: one.fromBase && pushedAt ? later(shownSince, pushedAt) : shownSince };
  });

const later = (one: string, other: string): string => (Date.parse(one) < Date.parse(other) ? other : one);

async function say(writer: GateWriter, { place, item, rows, decision, looking }: Judgement): Promise<void> {
  const { check } = decision;
  const comment = decision.comment ?? ((await writer.commented(item)) ? NO_LONGER_ASKED : null);
  const trace = traceOf(looking.cause);
  const unshown =
    check?.onlyIfShown === 'on-head' && (await writer.shownHead(item, check.name)) !== check.headSha;
  if (check && !unshown) {
    const context = { now: rows.readAt, lastEvent: rows.pull.lastEvent, traceId: trace };
    const { body: shown, essenceHash } = rendered(check, context);
    // Remarks cannot be taken back: without this an earlier run would keep those of an earlier answer.
    const body = { ...shown, annotations: shown.annotations ?? [] };
    const { name, headSha, onlyIfShown } = check;
    const wanted = { ...item, name, headSha, onlyIfShown: onlyIfShown !== undefined, essenceHash, body };
    await writer.desireCheck(wanted, { trace, force: looking.force });
  }
  if (comment) {
    const body = renderGateComment(comment, commentMarker('gate', place.installation, item), rows.readAt);
    await writer.saveReply(item, { slot: 'gate', body, hash: hashOf(JSON.stringify(comment)) });
  }
}
