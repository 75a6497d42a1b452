// Every expression, compiled with the evidence and checks that hold. What is wrong with one is told in its own file, at the very
// word; unless it was right when it was written and a later file took away what it names: then that file is told.

import type { Compilation, Vocabulary } from '../core/gates/expressions/compile.ts';
import type { ExpressionProblem } from '../core/gates/expressions/problem.ts';
import type { ConfigurationProblem } from '../core/policy.ts';
import type { WrittenCriterion, WrittenGate } from './gate-layer.ts';
import { type GateLayers, type Held, held, heldGates, upTo } from './gates-held.ts';
import type { FilePlace } from './keys.ts';
import { quoted } from './problem.ts';
import { placeIn } from './scalar.ts';

export type Compile = (source: string, vocabulary: Vocabulary) => Compilation;

/** Gates of stages there are no longer say nothing, so nobody has to mend them. */
export function expressionProblems(layers: GateLayers, compile: Compile): readonly ConfigurationProblem[] {
  const stages = held(layers, 'stages').value;
  const vocabulary = { evidence: held(layers, 'evidence.schema').value, checks: checkKeys(layers) };
  return heldGates(layers)
    .filter(({ value }) => stages.includes(value.stage))
    .flatMap((gate) =>
      gate.value.criteria.flatMap((criterion) => {
        const compiled = compile(criterion.expression, vocabulary);
        if (compiled.ok) return [];
        const taken = takenBy(layers, gate, (changed) => compile(criterion.expression, changed).ok);
        return taken === null
          ? compiled.problems.map((problem) => ownProblem(criterion, problem))
          : compiled.problems.slice(0, 1).map((problem) => takenAway(gate, criterion, problem, taken));
      }),
    );
}

const checkKeys = (layers: GateLayers): readonly string[] =>
  held(layers, 'checks').value.map(({ key }) => key);

/** The place of the setting, said after the gate, without which the expression would be right; null: there is none. */
function takenBy(
  layers: GateLayers,
  { level }: Held<WrittenGate>,
  isRight: (vocabulary: Vocabulary) => boolean,
): FilePlace | null {
  const [evidence, checks] = [held(layers, 'evidence.schema'), held(layers, 'checks')];
  const before = upTo(layers, level);
  const then = { evidence: held(before, 'evidence.schema').value, checks: checkKeys(before) };
  if (!isRight(then)) return null;
  const culprit = isRight({ ...then, checks: checkKeys(layers) }) ? evidence : checks;
  return culprit.level > level ? culprit.at : null;
}

const ownProblem = (
  { at, runs }: WrittenCriterion,
  { code, offset, message, mend }: ExpressionProblem,
): ConfigurationProblem => ({ code, ...placeIn(at, runs, offset), message, mend });

function takenAway(
  { value: { stage } }: Held<WrittenGate>,
  { id, at: { file, line } }: WrittenCriterion,
  { code, message }: ExpressionProblem,
  at: FilePlace,
): ConfigurationProblem {
  const gate = quoted(`gates.${stage}`);
  const home = file === '' ? 'a default gate' : `line ${line} of ${quoted(file)}`;
  return {
    code,
    ...at,
    message: `The criterion ${quoted(id)} of ${gate}, ${home}, needs what this leaves out: ${message}`,
    mend: `Add it here, or set ${gate} in this file.`,
  };
}
