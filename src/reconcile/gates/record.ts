// The history of stages follows the default branch: a merged pull request brings what was judged on its head, and what came by a
// push, a force-push or a merge that nobody told us about is found when the branch is read again. Each step is written once.

import { type Gone, goneOf } from '../../core/basis.ts';
import type { AuditEntry } from '../../core/decision.ts';
import { subjectKey } from '../../core/event.ts';
import type { PullFacts } from '../../core/facts.ts';
import { type Move, movesSince } from '../../core/gates/history.ts';
import { isJudgedBase } from '../../core/gates/judged-base.ts';
import type { ProjectReading, Transition } from '../../core/gates/model.ts';
import type { RepositoryId } from '../../core/ids.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import { gatesFile } from '../../policy/gates.ts';
import type { GateWriter, Judged, Step, StoredProject } from '../../ports/gate-records.ts';
import type { StoredPull, StoredRepository } from '../../ports/ledger.ts';
import { readPull } from '../read-pull.ts';
import { type Cause, type Place, type Spine, traceOf } from '../spine.ts';
import type { Rows } from './facts.ts';

/** A merge into another branch moves nobody. */
const landed = ({ merged, baseRef }: PullFacts, { defaultBranch }: StoredRepository): boolean =>
  merged && baseRef === defaultBranch;

/** What of its verdict no longer stood when it was merged. GitHub's word for that moment is when it last changed. */
const goneAtMerge = (
  repositoryId: RepositoryId,
  judged: Judged | null,
  { headSha, baseRef, updatedAt: now }: PullFacts,
  rules: string | null,
): Gone | null => goneOf(judged?.basis ?? null, { repositoryId, headSha, baseRef, rules, now });

/** Rules that it brought itself were not in force when it was merged. */
const bringsRules = ({ files }: StoredPull): boolean => files?.paths?.includes(gatesFile.path) ?? false;

/** Rules and time take the green away, but not who asked for what. */
const isOfHead = (gone: Gone | null): boolean => gone === null || gone === 'rules' || gone === 'time';

/** What was asked on the head that was merged, moved and written down; and that no green stood there, where that is so (T-21, T-131). */
export async function recordMerged(
  spine: Spine,
  { installation, repositoryId }: Place,
  { repository, pull, gates }: Rows,
  cause: Cause,
): Promise<void> {
  const { facts } = pull;
  const { active, rules } = gates.configuration;
  if (!active || !facts.merged || !isJudgedBase(facts.baseRef, repository, rules)) return;
  const item: ItemKey = { repositoryId, pullNumber: facts.number };
  await spine.gates.records.writing(installation, async (writer) => {
    await writer.lockPull(item);
    const judged = await writer.judged(item);
    if (judged?.merged) return;
    const found = goneAtMerge(repositoryId, judged, facts, gates.rulesHash);
    const gone = found === 'rules' && bringsRules(pull) ? null : found;
    const current = judged && isOfHead(gone) ? counted(judged, gone) : null;
    if (current && landed(facts, repository)) await moveAll(writer, repositoryId, current, cause);
    await writer.saveMerged(item, facts.headSha);
    if (rules?.mode === 'enforce' && current?.green !== true)
      await writer.audit([bypass(item, current)], traceOf(cause));
  });
}

/** Of what no longer stood it is still known who moved where, but not that it held. */
const counted = (judged: Judged, gone: Gone | null): Judged =>
  gone === null
    ? judged
    : {
        ...judged,
        green: null,
        transitions: judged.transitions.map((one) => ({ ...one, verdict: 'unknown' as const })),
      };

async function moveAll(
  writer: GateWriter,
  repositoryId: RepositoryId,
  judged: Judged,
  cause: Cause,
): Promise<void> {
  const known = new Map((await writer.lockProjects(repositoryId)).map((one) => [one.slug, one]));
  for (const transition of judged.transitions) {
    const step = stepOf(known.get(transition.project), transition, judged);
    if (step) await writer.record(repositoryId, step, traceOf(cause));
  }
}

/**
 * Null where the default branch was read first: then the step is written already, or the project is past it, and what comes late must not
 * move it back. A label alone moves nothing.
 */
function stepOf(was: StoredProject | undefined, transition: Transition, judged: Judged): Step | null {
  const { project: slug, from, to, by } = transition;
  if (by === 'label' || from !== (was?.present ? was.stage : '')) return null;
  return {
    project: { slug, name: was?.name ?? slug, pod: was?.pod ?? null, stage: to },
    from: was?.present ? was.stage : null,
    to,
    judged: { pullNumber: judged.pullNumber, headSha: judged.headSha, transition },
  };
}

const bypass = (item: ItemKey, judged: Judged | null): AuditEntry => ({
  actor: 'clos',
  action: judged?.green === false ? 'gate.merged-red' : 'gate.merged-unjudged',
  subject: subjectKey({ kind: 'pull', ...item }),
  before: null,
  after: { transitions: judged?.transitions ?? [] },
});

/** What has to be written to bring the projects from where they stood to what the default branch shows. */
export async function stepsTo(
  spine: Spine,
  place: Place,
  repository: StoredRepository,
  stood: readonly StoredProject[],
  { shown, ...rules }: Rereading,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const move of movesSince(stood, shown))
    steps.push({ ...move, judged: await broughtBy(spine, place, repository, move, rules) });
  return steps;
}

/** Hashes of the rules that were in force until now, and of those from now on: which of them a merge was under is not known. */
interface RulesAround {
  readonly before: string | null;
  readonly after: string | null;
}

interface Rereading extends RulesAround {
  readonly shown: readonly ProjectReading[];
}

/** The pull request that asked for it and was merged, whether or not its event has reached us. */
async function broughtBy(
  spine: Spine,
  { installation, repositoryId }: Place,
  repository: StoredRepository,
  { project, to }: Move,
  { before, after }: RulesAround,
): Promise<Step['judged']> {
  if (to === null) return null;
  const candidates = await spine.gates.records.writing(installation, (writer) =>
    writer.judgedFor(repositoryId, project.slug, to),
  );
  const stored = (number: Judged['pullNumber']) =>
    spine.gates.records.writing(installation, (writer) => writer.pull(repositoryId, number));
  for (const judged of candidates) {
    const { merged, pullNumber, headSha } = judged;
    const look = merged ? null : await readPull(spine, installation, repository, pullNumber);
    if (!look || !landed(look.pull, repository)) continue;
    const pull = await stored(pullNumber);
    const isUnder = (rules: string | null): Gone | null =>
      goneAtMerge(repository.id, judged, look.pull, rules);
    const gone = isUnder(before) ?? (pull && bringsRules(pull) ? null : isUnder(after));
    const transition = counted(judged, gone).transitions.find(
      (one) => one.project === project.slug && one.to === to,
    );
    if (transition && isOfHead(gone)) return { pullNumber, headSha, transition };
  }
  return null;
}
