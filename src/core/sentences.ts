// Small pieces that sentences are made of. What came from outside is always an object (core/verdict.ts).

import { visible } from './render/text.ts';
import type { Inline, Text } from './verdict.ts';

/** Our own clauses may quote with backticks, as in "there is no `evidence.url`". */
export const ticked = (clause: string): Text =>
  clause
    .split(/`([^`]+)`/)
    .map((part, index): Inline => (index % 2 === 1 ? { code: part } : part))
    .filter((part) => part !== '');

/** Words of a rules file. They may quote with backticks, which mean nothing where all of it is quoted. */
export const prose = (text: string): Inline => ({ untrusted: text.replaceAll('`', '') });

/** As one line without Markdown, for surfaces that have none. */
export const plain = (text: Text): string => visible(text.map(inlinePlain).join(''));

function inlinePlain(inline: Inline): string {
  if (typeof inline === 'string') return inline;
  if ('untrusted' in inline) return inline.untrusted;
  if ('code' in inline) return inline.code;
  if ('strong' in inline) return inline.strong;
  if ('link' in inline) return inline.link;
  return minute('since' in inline ? inline.since : inline.at);
}

const minute = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

export const capital = (clause: string): string => clause.charAt(0).toUpperCase() + clause.slice(1);

export const joined = (parts: readonly Text[], between = ', '): Text =>
  parts.flatMap((part, index) => (index === 0 ? part : [between, ...part]));

/** At most `most` of them, and how many more there are. */
export function listed(parts: readonly Text[], most: number): Text {
  const left = parts.length - most;
  return [...joined(parts.slice(0, most)), ...(left > 0 ? [` and ${left} more`] : [])];
}

/** `1 criterion`, `3 criteria`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Whole seconds as people say it: `14 days`, `36 hours`. */
export function span(seconds: number): string {
  const [name, size] = UNITS.find(([, each]) => seconds >= each && seconds % each === 0) ?? ['second', 1];
  return count(seconds / size, name);
}

/** Stages and names in titles, which GitHub shows as they are: one short line of letters, else the slug stands in. */
export const speakable = (name: string, otherwise: string): string =>
  /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u.test(name) ? name : otherwise;
