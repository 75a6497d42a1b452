// Text → GitHub Markdown: the only place where untrusted words are made harmless.
// Invariant: untrusted text is shown inside a code span it cannot close, where GitHub makes no mention, reference,
// link, image or HTML; it is one visible line. Our own words are escaped too, so a mistake upstream stays harmless.

import { HIDDEN } from '../hidden.ts';
import type { Inline, Text } from '../verdict.ts';

/** UTF-16 units, as JavaScript and GitHub's limits count. A pull request title has at most 256. */
const UNTRUSTED_LENGTH = 200;
const TRUSTED_LENGTH = 1_000;
/** What is looked at before cleaning, so that cleaning costs nothing however long the input is. */
const RAW_LENGTH = 1_200;

/** UTF-8 bytes of one rendered text. Whole inlines are left out beyond it: a cut inside one could set it free. */
const TEXT_BYTES = 8_000;

/** Sentences repeat, and so do the names and titles that everybody in a line is shown: cleaning them was most of what a check costs. */
const LITERALS = new Map<string, string>();
const CODES = new Map<string, string>();
const INSTANTS = new Map<string, string>();
/** Short texts, and so many of each kind: a few MiB at most. */
const KEPT = { texts: 1_000, length: 200 };

function once(kept: Map<string, string>, text: string, make: (text: string) => string): string {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const made = make(text);
  if (text.length > KEPT.length) return made;
  if (kept.size >= KEPT.texts) kept.clear();
  kept.set(detached(text), detached(made));
  return made;
}

/** A copy: a piece cut out of a long text would keep all of that in memory. */
const detached = (text: string): string => ` ${text}`.slice(1);

export function renderText(text: Text, now: string): string {
  let line = '';
  for (const inline of text) {
    const piece = renderInline(inline, now);
    // Two neighbouring runs of backticks would be read as one longer fence.
    const joined = line.endsWith('`') && piece.startsWith('`') ? `${line} ${piece}` : line + piece;
    if (!fits(joined, TEXT_BYTES)) return `${line} …`;
    line = joined;
  }
  return line;
}

function renderInline(inline: Inline, now: string): string {
  if (typeof inline === 'string') return literal(inline);
  if ('untrusted' in inline) return code(inline.untrusted);
  if ('code' in inline) return code(inline.code);
  if ('strong' in inline) return strong(inline.strong);
  if ('link' in inline) return link(inline.link, inline.url);
  return 'since' in inline ? since(inline.since, now) : at(inline.at);
}

const code = (text: string): string => once(CODES, text, fenced);

/** A code span with a fence longer than any run of backticks inside. */
function fenced(text: string): string {
  // A pipe would end a table's cell even inside code, and escaping it shows the backslash outside tables.
  const content = cut(visible(text), UNTRUSTED_LENGTH).replaceAll('|', '¦');
  if (content === '') return '(empty)';
  const longest = Math.max(0, ...(content.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = content.startsWith('`') || content.endsWith('`') ? ' ' : '';
  return fence + pad + content + pad + fence;
}

function strong(text: string): string {
  const content = literal(text.trim());
  return content === '' ? '' : `**${content}**`;
}

/** Only web addresses without anything that Markdown could read otherwise; other addresses leave just the label. */
function link(label: string, url: string): string {
  const plain = /^https?:\/\/[\w\-.~:/?#@!$&+,;=%]+$/.test(url) && url.length <= 2_000;
  return plain ? `[${escaped(cut(visible(label), UNTRUSTED_LENGTH))}](${url})` : literal(label);
}

const at = (instant: string): string => once(INSTANTS, instant, dated);

function dated(instant: string): string {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) return code(instant);
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function since(instant: string, now: string): string {
  const ms = Date.parse(now) - Date.parse(instant);
  return Number.isNaN(ms) ? at(instant) : `${at(instant)} (${age(ms)})`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `3 days`, `26 h`, `5 min`. */
export function age(ms: number): string {
  if (ms < MINUTE) return 'less than 1 min';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 48 * HOUR) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / (24 * HOUR))} days`;
}

/** Our own words: Markdown's signs are escaped and whatever GitHub turns into links by itself is broken up. */
export const literal = (text: string): string =>
  once(LITERALS, text, () => escaped(interrupt(keepEdges(text, cut(visible(text), TRUSTED_LENGTH)))));

const escaped = (text: string): string => text.replace(/[\\`*_[\]<>&|~$]|!(?=\[|$)/g, '\\$&');

const GAP = '\u200b';

/** GitHub links these after Markdown was read, so a backslash does not stop it; an invisible gap does. */
function interrupt(text: string): string {
  return text
    .replace(/[@#](?=[\p{L}\p{N}_-])/gu, `$&${GAP}`)
    .replace(/\b(?:https?|ftp|mailto|xmpp):|\bwww\b|\b(?:GH|CVE|GHSA)-/giu, `$&${GAP}`)
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{7,64}\b/gi, (sha) => sha.replace(/.{4}(?=.)/g, `$&${GAP}`));
}

/** Spaces around a run of our own words join it to its neighbours. */
function keepEdges(original: string, trimmed: string): string {
  if (trimmed === '') return original === '' ? '' : ' ';
  return (/^\s/.test(original) ? ' ' : '') + trimmed + (/\s$/.test(original) ? ' ' : '');
}

/** Words of ASCII with one space between them: nothing in them is changed below, and most texts are such. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

const EVERY_HIDDEN = new RegExp(HIDDEN, 'gu');

/**
 * One visible line: spaces for line breaks and tabs, nothing that has no width, reorders, or hides;
 * at most three marks on one letter.
 */
export function visible(text: string): string {
  if (PLAIN.test(text) && text.length <= RAW_LENGTH) return text;
  return cut(text, RAW_LENGTH)
    .toWellFormed()
    .replace(/[\s\p{Z}]+/gu, ' ')
    .replace(EVERY_HIDDEN, '')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** At most `length` UTF-16 units of whole code points, the last of them `…` when something was left out. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Whether it weighs at most `bytes` in UTF-8. Only what comes near is counted: a UTF-16 unit weighs three at most. */
export const fits = (text: string, bytes: number): boolean =>
  text.length * 3 <= bytes || utf8Length(text) <= bytes;

/** What the text weighs in UTF-8. Lone surrogates count as the three bytes of their replacement. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const point of text) {
    const value = point.codePointAt(0) ?? 0;
    bytes += value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
  }
  return bytes;
}
