// Where the headings of an issue are: those at its top level, not in code, HTML, lists or quotes.
// A Markdown library would say so too, but takes half a second for 60 KB of prose and forty for 60 KB of `>`; this walks every
// line once. It follows CommonMark's block structure (https://spec.commonmark.org/0.31.2/#appendix-a-parsing-strategy), and a
// property test holds it to that library's answers.

import { type HtmlEnd, htmlEnds, htmlStart } from './html.ts';
import {
  closesFence,
  type Fence,
  fenceOf,
  type Heading,
  headingOf,
  indentOf,
  isRule,
  markerOf,
  underlineOf,
  untabbed,
} from './lines.ts';

/** Lines count from 0; `end` is the line after it. */
export interface PlacedHeading extends Heading {
  readonly start: number;
  readonly end: number;
}

export interface Headings {
  readonly shown: readonly PlacedHeading[];
  /** Lines that would be headings, were they not inside code or HTML. */
  readonly hidden: readonly PlacedHeading[];
}

type Leaf =
  | { readonly kind: 'none' }
  | { readonly kind: 'paragraph'; readonly start: number }
  | { readonly kind: 'code'; readonly fence: Fence }
  | { readonly kind: 'html'; readonly end: HtmlEnd };

/** The document, or the inside of a quote or list item. */
interface Level {
  readonly depth: number;
  leaf: Leaf;
  inner: Container | null;
}

interface Container {
  /** Of a list item; null: a quote. */
  readonly width: number | null;
  readonly level: Level;
  hasContent: boolean;
}

interface Scan {
  readonly lines: readonly string[];
  readonly shown: PlacedHeading[];
  readonly hidden: PlacedHeading[];
  at: number;
}

const NONE: Leaf = { kind: 'none' };

/** Containers in containers: deeper ones are read as prose, so that a line costs no more than this many looks at it. */
const DEEPEST = 32;

const levelAt = (depth: number): Level => ({ depth, leaf: NONE, inner: null });

export function headingsIn(lines: readonly string[]): Headings {
  const scan: Scan = { lines, shown: [], hidden: [], at: 0 };
  const root = levelAt(0);
  for (const line of lines) {
    feed(scan, root, untabbed(line));
    scan.at += 1;
  }
  return { shown: scan.shown, hidden: scan.hidden };
}

const isBlank = (line: string): boolean => indentOf(line) === line.length;

function feed(scan: Scan, level: Level, line: string): void {
  const { inner } = level;
  const rest = inner === null ? null : inside(inner, line);
  if (inner !== null && rest !== null) {
    inner.hasContent ||= !isBlank(rest);
    feed(scan, inner.level, rest);
  } else if (inner === null || !goesOn(inner.level, line)) {
    level.inner = null;
    read(scan, level, line);
  }
}

/** What the line holds for a container that is open; null: it ends. */
function inside({ width, hasContent }: Container, line: string): string | null {
  const indent = indentOf(line);
  if (width === null) return indent < 4 && line[indent] === '>' ? unquoted(line, indent) : null;
  if (indent === line.length) return hasContent ? '' : null;
  return indent >= width ? line.slice(width) : null;
}

const unquoted = (line: string, indent: number): string =>
  line.slice(indent + (line[indent + 1] === ' ' ? 2 : 1));

/** A line of prose that somebody did not indent or quote belongs to the paragraph above all the same. */
function goesOn(level: Level, line: string): boolean {
  let deepest = level;
  while (deepest.inner !== null) deepest = deepest.inner.level;
  if (deepest.leaf.kind !== 'paragraph' || isBlank(line)) return false;
  const indent = indentOf(line);
  return indent >= 4 || !beginsBlock(line.slice(indent));
}

const beginsBlock = (text: string): boolean =>
  text.startsWith('>') ||
  headingOf(text) !== null ||
  fenceOf(text) !== null ||
  htmlStart(text, true) !== undefined ||
  isRule(text) ||
  markerOf(text) !== null;

/** A line of a level in which no container is open. */
function read(scan: Scan, level: Level, line: string): void {
  const { leaf } = level;
  const indent = indentOf(line);
  if (leaf.kind === 'code' || leaf.kind === 'html') readHidden(scan, level, leaf, line);
  else if (indent === line.length) level.leaf = NONE;
  // Indented: code, or more of a paragraph; neither changes what may follow.
  else if (indent < 4 && !opens(scan, level, line)) level.leaf = block(scan, level, line.slice(indent));
}

function readHidden(
  scan: Scan,
  level: Level,
  leaf: Extract<Leaf, { kind: 'code' | 'html' }>,
  line: string,
): void {
  const indent = indentOf(line);
  const text = line.slice(indent);
  const ends = leaf.kind === 'html' ? htmlEnds(leaf.end, line) : indent < 4 && closesFence(text, leaf.fence);
  if (ends) level.leaf = NONE;
  const heading = indent < 4 && level.depth === 0 ? headingOf(text) : null;
  if (heading !== null) scan.hidden.push({ ...heading, start: scan.at, end: scan.at + 1 });
}

/** A quote or a list item. */
function opens(scan: Scan, level: Level, line: string): boolean {
  if (level.depth >= DEEPEST) return false;
  const indent = indentOf(line);
  const text = line.slice(indent);
  const inner = levelAt(level.depth + 1);
  if (text.startsWith('>')) {
    level.leaf = NONE;
    level.inner = { width: null, level: inner, hasContent: true };
    feed(scan, inner, unquoted(line, indent));
    return true;
  }
  const marker = markerOf(text);
  const inParagraph = level.leaf.kind === 'paragraph';
  if (marker === null || isRule(text) || (inParagraph && !marker.interrupts)) return false;
  // `-` below a paragraph makes it a heading.
  if (inParagraph && underlineOf(text) !== null) return false;
  level.leaf = NONE;
  level.inner = { width: indent + marker.width, level: inner, hasContent: !marker.empty };
  feed(scan, inner, marker.empty ? '' : line.slice(indent + marker.width));
  return true;
}

/** What stands after a line that is neither empty nor indented as code. */
function block(scan: Scan, level: Level, text: string): Leaf {
  const { leaf, depth } = level;
  const heading = headingOf(text);
  if (heading !== null) {
    if (depth === 0) scan.shown.push({ ...heading, start: scan.at, end: scan.at + 1 });
    return NONE;
  }
  const fence = fenceOf(text);
  if (fence !== null) return { kind: 'code', fence };
  const html = htmlStart(text, leaf.kind === 'paragraph');
  if (html !== undefined) return html?.test(text.slice(2)) ? NONE : { kind: 'html', end: html };
  const underline = leaf.kind === 'paragraph' ? underlineOf(text) : null;
  if (leaf.kind === 'paragraph' && underline !== null) {
    if (depth === 0) scan.shown.push(underlined(scan, leaf.start, underline));
    return NONE;
  }
  if (isRule(text)) return NONE;
  return leaf.kind === 'paragraph' ? leaf : { kind: 'paragraph', start: scan.at };
}

function underlined(scan: Scan, start: number, level: number): PlacedHeading {
  const text = scan.lines.slice(start, scan.at).map((line) => line.trim());
  return { level, text: text.join(' '), start, end: scan.at + 1 };
}
