// What was chosen from a dropdown. GitHub joins several choices with `, `, and choices may have commas themselves: the declared
// options decide, and where they allow two readings nothing is chosen.

import { foldedWords, withoutComments } from '../../core/ideas/fold.ts';
import type { Answer, FormInput, Reading } from '../../core/ideas/form.ts';
import { markerOf } from './lines.ts';
import { type Options, optionFor, optionsOf, partsOf } from './options.ts';
import { EMPTY, isEmpty } from './text.ts';
import { ambiguousChoices, severalChoices, unknownChoice } from './words.ts';

type Choices = { readonly chosen: readonly string[] } | { readonly why: string };

export function readChoices(lines: readonly string[], input: FormInput): Reading<Answer> {
  const options = optionsOf(input.options);
  const written = withoutComments(lines.join('\n'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const whole = written.join(' ');
  if (isEmpty(whole) || (isNone(whole) && optionFor(whole, options) === null)) return EMPTY;
  const found = choicesIn(written, options, input.multiple);
  if ('why' in found) return { state: 'unreadable', why: found.why };
  return { state: 'read', value: { kind: 'choices', chosen: [...new Set(found.chosen)] } };
}

/** GitHub writes it for a dropdown that was left alone, and forbids it as an option. */
const isNone = (text: string): boolean => /^[_*]{0,3}none[_*]{0,3}$/i.test(text);

function choicesIn(written: readonly string[], options: Options, multiple: boolean): Choices {
  // Every option can be chosen once: more lines than options are something else.
  if (written.length > options.all.length) return { why: unknownChoice(written.join(' '), options.all) };
  return multiple ? severalIn(written, options) : oneIn(written, options);
}

function oneIn(written: readonly string[], options: Options): Choices {
  const whole = written.join(' ');
  const only = optionFor(whole, options) ?? listed(whole, options) ?? begun(whole, options);
  if (only !== null) return { chosen: [only] };
  const known = written.map((line) => optionFor(line, options) ?? listed(line, options));
  const chosen = known.filter((option) => option !== null);
  if (chosen.length > 1 && chosen.length === known.length) return { why: severalChoices(chosen) };
  return { why: unknownChoice(unmarked(whole), options.all) };
}

/** `High`, where one option alone is `High, and why`: whoever writes without the form writes no more of it. */
function begun(line: string, { all }: Options): string | null {
  const words = foldedWords(unmarked(line));
  const found = all.filter((option) => partsOf(option).length > 1 && partsOf(option)[0] === words);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** `- High`: somebody made a list of it. An option may begin like one itself. */
function listed(line: string, options: Options): string | null {
  if (markerOf(line) === null) return null;
  return options.all.includes(line) ? line : optionFor(unmarked(line), options);
}

const unmarked = (line: string): string => line.slice(markerOf(line)?.width ?? 0).trim();

function severalIn(written: readonly string[], options: Options): Choices {
  const chosen: string[] = [];
  for (const line of written) {
    const alone = listed(line, options) ?? (written.length > 1 ? optionFor(line, options) : null);
    const found = alone === null ? split(line, options) : { chosen: [alone] };
    if ('why' in found) return found;
    chosen.push(...found.chosen);
  }
  return { chosen };
}

/** From a part on, to the end: how many ways there are (2 stands for more), and the first of them. */
interface Way {
  readonly ways: number;
  readonly chosen: readonly string[];
}

/** From the last part to the first, each looked at once for every number of parts that options have. */
function split(line: string, options: Options): Choices {
  const parts = partsOf(line);
  if (parts.length > options.all.length * Math.max(0, ...options.partCounts))
    return { why: unknownChoice(line, options.all) };
  const from: Way[] = [];
  from[parts.length] = { ways: 1, chosen: [] };
  for (let at = parts.length - 1; at >= 0; at -= 1) from[at] = waysFrom(at, parts, from, options);
  const { ways, chosen } = from[0] ?? { ways: 0, chosen: [] };
  if (ways === 1) return { chosen };
  if (ways > 1) return { why: ambiguousChoices(line) };
  return { why: unknownChoice(strange(line, options), options.all) };
}

function waysFrom(at: number, parts: readonly string[], from: readonly Way[], options: Options): Way {
  let ways = 0;
  let chosen: readonly string[] = [];
  for (const count of options.partCounts) {
    const option = options.byParts.get(parts.slice(at, at + count).join(','));
    const rest = at + count <= parts.length ? from[at + count] : undefined;
    if (option === undefined || rest === undefined || rest.ways === 0) continue;
    // Two options that read the same are two ways.
    ways = Math.min(2, ways + (option === null ? 2 : rest.ways));
    chosen = [option ?? '', ...rest.chosen];
  }
  return { ways, chosen };
}

/** The first thing between commas that no option has, as it is written; or all of it. */
const strange = (line: string, { byParts }: Options): string =>
  line
    .split(',')
    .find((part) => part.trim() !== '' && !byParts.has(partsOf(part).join(',')))
    ?.trim() ?? line;
