// Which lines of an issue answer which input.
//
// GitHub writes every input of a form as a heading of level 3 and escapes nothing in the answers. So:
// - only a heading that one of the inputs has starts an answer; any other, of whatever level, belongs to the answer around it,
//   unless that is of one line or of boxes, which ends there;
// - the level of the form is the one at which most inputs are found, 3 before others: a heading there is an input's own, and one of
//   another level counts only for an input that has none there, because somebody edited it;
// - code or HTML that is never closed swallows headings: an input whose only heading stands in there is unreadable, and so is the
//   answer with the code, for it has swallowed others;
// - where two headings could be meant neither is believed, nor where the text before them ends.

import { foldedHeading } from '../../core/ideas/fold.ts';
import type { FormInput } from '../../core/ideas/form.ts';
import { type Headings, headingsIn, type PlacedHeading } from './blocks.ts';
import { filled } from './lines.ts';
import { endUnclear, headingHidden, severalHeadings, swallows, TOO_DEEP } from './words.ts';

export type Section =
  | { readonly kind: 'absent' }
  /** Without the empty lines around. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'unclear'; readonly why: string };

/** A heading that an input has. */
interface Known extends PlacedHeading {
  readonly input: FormInput;
}

const GITHUBS_LEVEL = 3;

/** One for each input, in their order. */
export function sectionsOf(lines: readonly string[], inputs: readonly FormInput[]): readonly Section[] {
  const headings = headingsIn(lines);
  if (headings === null) return inputs.map(() => ({ kind: 'unclear', why: TOO_DEEP }));
  const known = knownAmong(headings.shown, inputs);
  const level = levelOf(known);
  const hidden = knownAmong(headings.hidden, inputs).filter((heading) => heading.level === level);
  const candidates = new Map(inputs.map((input) => [input, candidatesFor(input, known, hidden, level)]));
  const starts = [...candidates.values()].flat().toSorted((a, b) => a.start - b.start);
  const unclear = unclearInputs(candidates, starts, hidden);
  return inputs.map((input) => {
    const why = unclear.get(input);
    if (why !== undefined) return { kind: 'unclear', why };
    const heading = candidates.get(input)?.[0];
    if (heading === undefined) return { kind: 'absent' };
    const next = starts[starts.indexOf(heading) + 1]?.start ?? lines.length;
    return { kind: 'lines', lines: answerLines(lines, headings, heading, next) };
  });
}

function knownAmong(headings: readonly PlacedHeading[], inputs: readonly FormInput[]): readonly Known[] {
  const byName = new Map<string, FormInput>();
  const name = (text: string, input: FormInput) => {
    const folded = foldedHeading(text);
    if (folded !== '' && !byName.has(folded)) byName.set(folded, input);
  };
  for (const input of inputs) name(input.label, input);
  for (const input of inputs) for (const alias of input.aliases) name(alias, input);
  return headings.flatMap((heading) => {
    const input = byName.get(foldedHeading(heading.text));
    return input === undefined ? [] : [{ ...heading, input }];
  });
}

function levelOf(known: readonly Known[]): number {
  const inputsAt = new Map<number, Set<FormInput>>();
  for (const { level, input } of known) {
    inputsAt.set(level, (inputsAt.get(level) ?? new Set()).add(input));
  }
  const rank = (level: number) => (inputsAt.get(level)?.size ?? 0) + (level === GITHUBS_LEVEL ? 0.5 : 0);
  return [1, 2, 3, 4, 5, 6].reduce((best, level) => (rank(level) > rank(best) ? level : best));
}

/** None where its own heading may be the one that code swallowed: another level's would be a guess. */
function candidatesFor(
  input: FormInput,
  known: readonly Known[],
  hidden: readonly Known[],
  level: number,
): readonly Known[] {
  const all = known.filter((heading) => heading.input === input);
  const own = all.filter((heading) => heading.level === level);
  if (own.length > 0) return own;
  return hidden.some((heading) => heading.input === input) ? [] : all;
}

/** Why, for each input that is. */
function unclearInputs(
  candidates: ReadonlyMap<FormInput, readonly Known[]>,
  starts: readonly Known[],
  hidden: readonly Known[],
): ReadonlyMap<FormInput, string> {
  const unclear = new Map<FormInput, string>();
  for (const [index, { input, text }] of starts.entries()) {
    if ((candidates.get(input)?.length ?? 0) < 2) continue;
    const before = starts[index - 1]?.input;
    if (before?.kind === 'textarea' && !unclear.has(before)) unclear.set(before, endUnclear(text));
    unclear.set(input, severalHeadings(text));
  }
  for (const { input, text, start } of hidden) {
    if (candidates.get(input)?.length !== 0 || unclear.has(input)) continue;
    const around = starts.findLast((heading) => heading.start < start)?.input;
    if (around !== undefined && !unclear.has(around)) unclear.set(around, swallows(text));
    unclear.set(input, headingHidden(text));
  }
  return unclear;
}

function answerLines(
  lines: readonly string[],
  { shown }: Headings,
  { input, end: from }: Known,
  next: number,
): readonly string[] {
  const first = from + filled(lines.slice(from, next)).before;
  // What the answer begins with may be a heading: a choice such as `# 1`, or a title.
  const foreign = input.kind === 'textarea' ? undefined : shown.find(({ start }) => start > first);
  const until = Math.min(next, foreign?.start ?? next);
  return filled(lines.slice(first, until)).lines;
}
