// The stages: GitHub's side tells which merges moved a project and what evidence came with them, and the history must say the same.

import type { Repository } from '../../github/state/model.ts';
import { fullName } from '../../github/state/world.ts';
import { GATE, refOf } from '../acme.ts';
import { checkOn } from '../board.ts';
import { EVIDENCE, PROJECT } from '../lab.ts';
import type { Stage } from '../stage.ts';
import { type Probe, refute } from './probe.ts';

interface Step {
  readonly repositoryId: number;
  readonly number: number;
  readonly from: string | null;
  readonly to: string | null;
  /** The blob of the evidence file. */
  readonly evidence: string | null;
}

interface Recorded extends Step {
  readonly verdict: string;
  readonly approvers: readonly number[];
  readonly waivers: number;
}

/** Without ideas that became projects, which nobody merges (./ideas.ts). */
const RECORDED = `SELECT repository_id::int AS "repositoryId", pull_number AS number, from_stage AS from, to_stage AS to,
    judged->>'evidenceSha' AS evidence, judged->>'verdict' AS verdict,
    jsonb_array_length(judged->'waivers') AS waivers,
    ARRAY(SELECT (one->>'id')::int FROM jsonb_array_elements(judged->'approvers') one) AS approvers
  FROM stage_transitions WHERE from_stage IS NOT NULL AND (from_stage <> 'IDEA' OR judged IS NOT NULL)`;

/** What the project file of that commit says, read without any of CLOS's own code. */
const stageAt = (repository: Repository, sha: string | undefined): string | null =>
  /^stage: (\w+)$/m.exec(repository.commits.get(sha ?? '')?.files.get(PROJECT)?.text ?? '')?.[1] ?? null;

interface Merged {
  readonly repository: Repository;
  readonly step: Step;
  /** The evidence as it landed. */
  readonly evidence: string;
}

const mergedIn = (repository: Repository): Merged[] =>
  [...repository.pulls.values()].flatMap(({ number, merged }) => {
    const commit = repository.commits.get(merged?.sha ?? '');
    const [from, to] = [stageAt(repository, commit?.parents[0]), stageAt(repository, commit?.sha)];
    const { sha: evidence = null, text = '' } = commit?.files.get(EVIDENCE) ?? {};
    const step = { repositoryId: repository.id, number, from, to, evidence };
    return from === to ? [] : [{ repository, step, evidence: text }];
  });

const essence = ({ repositoryId, number, from, to, evidence }: Step): string =>
  JSON.stringify([repositoryId, number, from, to, evidence]);

const numberIn = (text: string, key: string): number =>
  Number(new RegExp(`^${key}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0);

/** What the lab asks for, counted by hand. */
const ENOUGH: Readonly<Record<string, (evidence: string) => boolean>> = {
  DISCOVERY: (evidence) => numberIn(evidence, 'customerInterviews') >= 5,
  PROTOTYPE: (evidence) => numberIn(evidence, 'userTesting') >= 3,
};

function problemOf(
  { github }: Stage,
  { repository, step, evidence }: Merged,
  own: readonly Recorded[],
): string | null {
  const [row] = own;
  if (!row || own.length > 1) return `is recorded ${own.length} times`;
  const name = fullName(repository);
  const green = checkOn(github, name, step.number, GATE)?.conclusion === 'success';
  if (!green || row.verdict !== 'met') return 'was merged while its gate was closed';
  if (row.waivers === 0 && !ENOUGH[step.from ?? '']?.(evidence)) return 'had too little evidence';
  if (row.approvers.includes(github.pull(name, step.number).author.id)) return 'was approved by its author';
  return step.from === 'DISCOVERY' && row.approvers.length === 0 ? 'was approved by nobody' : null;
}

export const promotionsHadEvidence: Probe = async (stage) => {
  const recorded = await stage.query<Recorded>(RECORDED);
  const moves = [...stage.github.world.repositories.values()].flatMap(mergedIn);
  const known = new Set(moves.map(({ step }) => essence(step)));
  refute([
    ...moves.flatMap((move) => {
      const own = recorded.filter((row) => essence(row) === essence(move.step));
      const problem = problemOf(stage, move, own);
      return problem === null
        ? []
        : [`the move by ${refOf(fullName(move.repository), move.step.number)} ${problem}`];
    }),
    ...recorded
      .filter((row) => !known.has(essence(row)))
      .map(({ from, to }) => `a move from ${from} to ${to} is recorded that nobody merged`),
  ]);
  return `${moves.length} merged`;
};
