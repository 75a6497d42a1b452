// One line of text to a command as it was spoken. Whether anybody knows that verb is decided later.

import { cut, visible } from '../render/text.ts';

export interface Spoken {
  /** Lower case; `help` when nothing was said after `/clos`. */
  readonly verb: string;
  /** One visible line, empty when there is none. */
  readonly argument: string;
}

/** Longer words are no verbs, and longer reasons are cut. */
const VERB_LENGTH = 40;
const ARGUMENT_LENGTH = 300;

const SHAPE = /^\/clos(?: +(?<verb>\S+)(?: +(?<argument>[^ ].*))?)?$/i;

/**
 * Null when the line is no command. Spaces of all kinds count as one; what has no width or turns the direction of reading is left
 * out, so that what is done is what is shown.
 */
export function spokenIn(line: string): Spoken | null {
  const found = SHAPE.exec(visible(line))?.groups;
  if (!found) return null;
  const verb = cut(found.verb ?? 'help', VERB_LENGTH).toLowerCase();
  return { verb, argument: cut(found.argument ?? '', ARGUMENT_LENGTH) };
}
