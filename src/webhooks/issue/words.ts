// What an author is told about an answer that cannot be read. Backticks stand around words of theirs or of the form.

import { cut, visible } from '../../core/render/text.ts';
import { nearest } from '../../core/suggest.ts';

const QUOTED = 60;
const CHOICES = 8;
/** Choices longer than this together are told by how they begin. */
const READABLE = 120;
/** What an option begins with, before it explains itself. */
const BEGINNING = /^[^,;:(–—]+/;
/** Comparing letter by letter is for words, not for what somebody pasted. */
const WORD = 100;

const quoted = (text: string): string => `\`${cut(visible(text).replaceAll('`', "'"), QUOTED)}\``;

export const TOO_LONG = 'The issue is longer than GitHub lets an issue be, so CLOS does not read it.';

export const TOO_DEEP =
  'Quotes or lists are nested so deeply in this issue that CLOS does not read it. Make them flatter.';

export const severalHeadings = (label: string): string =>
  `The heading ${quoted(label)} stands here more than once, so it is not clear which one has the answer. Keep one of them, or give the others another level.`;

export const endUnclear = (label: string): string =>
  `It is not clear where this answer ends: the heading ${quoted(label)} after it stands here more than once.`;

export const headingHidden = (label: string): string =>
  `Its heading ${quoted(label)} stands inside code or HTML, as when \`\`\` or \`<!--\` before it is not closed. Close that, or move the heading out.`;

export const swallows = (label: string): string =>
  `Code or HTML in this answer goes on over the heading ${quoted(label)}. Close it: \`\`\` with \`\`\`, \`<!--\` with \`-->\`.`;

export function unknownChoice(text: string, options: readonly string[]): string {
  const near =
    text.length > WORD
      ? null
      : nearest(
          text,
          options.filter((option) => option.length <= WORD),
        );
  if (near !== null) return `${quoted(text)} is not one of the choices; did you mean ${quoted(near)}?`;
  const more = options.length > CHOICES ? ', …' : '';
  return `${quoted(text)} is not one of the choices: ${briefly(options).slice(0, CHOICES).map(quoted).join(', ')}${more}.`;
}

/** Long options by how they begin, so that a list of them can be read; whole where that does not tell them apart. */
function briefly(options: readonly string[]): readonly string[] {
  if (options.join('').length <= READABLE) return options;
  const short = options.map((option) => {
    const beginning = BEGINNING.exec(option)?.[0].trim() ?? '';
    return beginning === '' || beginning === option ? option : `${beginning} …`;
  });
  return new Set(short).size === options.length ? short : options;
}

export const severalChoices = (chosen: readonly string[]): string =>
  `Only one choice counts, and here are ${chosen.length}: ${chosen.slice(0, CHOICES).map(quoted).join(', ')}.`;

export const ambiguousChoices = (text: string): string =>
  `${quoted(text)} can be read as more than one set of choices, because some have commas. Write each on a line of its own.`;

export const NO_BOXES = 'No checkboxes are here. Write each as `- [x] …` or `- [ ] …`.';

export const unclearBox = (line: string): string =>
  `${quoted(line)} is neither checked nor unchecked. Write \`[x]\` or \`[ ]\`.`;

export const contradictoryBoxes = (label: string): string =>
  `The box ${quoted(label)} stands here twice, checked and unchecked. Keep one of them.`;
