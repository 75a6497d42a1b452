// Names of stages, looked up among the stages that hold. Where a later file changed the stages, a gate that is left without its
// stage says nothing any more, but a path that waits for such a stage would wait for ever: that is told to whoever left it out.

import type { ConfigurationProblem } from '../core/policy.ts';
import type { LockedName } from './gate-layer.ts';
import { type GateLayers, held, heldGates, upTo } from './gates-held.ts';
import { unknownStage } from './gates-words.ts';
import type { FilePlace } from './keys.ts';
import { type Complaint, quoted } from './problem.ts';

export const stageProblems = (
  layers: GateLayers,
  locked: readonly LockedName[],
): readonly ConfigurationProblem[] => [
  ...gateProblems(layers),
  ...requirementProblems(layers),
  ...lockProblems(layers, locked),
];

const stagesOf = (layers: GateLayers): readonly string[] => held(layers, 'stages').value;

const gateProblems = (layers: GateLayers): readonly ConfigurationProblem[] =>
  heldGates(layers).flatMap(({ value: { stage }, at, level }) =>
    stagesOf(layers).includes(stage) || stagesOf(upTo(layers, level)).includes(stage)
      ? []
      : [{ ...unknownStage(stage, stagesOf(layers)), ...at }],
  );

function requirementProblems(layers: GateLayers): readonly ConfigurationProblem[] {
  const stages = held(layers, 'stages');
  const { value, level } = held(layers, 'requires');
  const then = stagesOf(upTo(layers, level));
  return value
    .filter(({ stage }) => !stages.value.includes(stage))
    .map(({ stage, at }) =>
      then.includes(stage)
        ? { ...stageLeftOut(stage, at), ...stages.at }
        : { ...unknownStage(stage, stages.value), ...at },
    );
}

/** A locked gate locks the stages, so no later file changes which there are. */
const lockProblems = (layers: GateLayers, locked: readonly LockedName[]): readonly ConfigurationProblem[] =>
  locked.flatMap(({ name, at }) => {
    const stage = name.startsWith('gates.') ? name.slice('gates.'.length) : null;
    return stage === null || stagesOf(layers).includes(stage)
      ? []
      : [{ ...unknownStage(stage, stagesOf(layers)), ...at }];
  });

const stageLeftOut = (stage: string, { file, line }: FilePlace): Complaint => ({
  code: 'config.unknown-stage',
  message: `${quoted(stage)} is not among these stages, but \`requires\` in line ${line} of ${quoted(file)} names it.`,
  mend: `Add ${quoted(stage)}, or set \`requires\` in this file.`,
});
