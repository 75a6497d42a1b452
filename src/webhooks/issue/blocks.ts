// Where the headings of an issue are: those at its top level, not in code, HTML, lists or quotes, by a Markdown library's syntax tree.
// Its blocks are all that is asked for: what stands inside a line decides nothing here, and costs most.

import MarkdownIt from 'markdown-it';
import { withoutEnd } from '../../core/ends.ts';

export interface Heading {
  /** 1 to 6. */
  readonly level: number;
  /** As written between the marks. */
  readonly text: string;
}

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

/** Quotes and lists in each other; an entry of a list counts twice. Whoever nests deeper wants to cost time. */
const DEEPEST = 100;

const blocks = new MarkdownIt('commonmark');
// The types leave it out: https://github.com/markdown-it/markdown-it/blob/master/lib/presets/commonmark.mjs
Object.assign(blocks.options, { maxNesting: DEEPEST });
blocks.core.ruler.disable(['inline', 'text_join']);

type Token = ReturnType<typeof blocks.parse>[number];

/** Null when it is nested too deeply: the library leaves out what follows. */
export function headingsIn(lines: readonly string[]): Headings | null {
  // The library takes NUL for U+FFFD, and the lines must stay ours.
  const all = blocks.parse(lines.join('\n'), {});
  if (all.some(({ level }) => level >= DEEPEST - 1)) return null;
  const tokens = all.filter(({ level, map }) => level === 0 && map !== null);
  return {
    shown: tokens.flatMap((token) => shown(token, lines)),
    hidden: tokens.flatMap((token) => hidden(token, lines)),
  };
}

function shown({ type, tag, map, markup }: Token, lines: readonly string[]): PlacedHeading[] {
  if (type !== 'heading_open' || map === null) return [];
  const [start, end] = map;
  const level = Number(tag.slice(1));
  const written = lines.slice(start, end);
  const text = markup.startsWith('#')
    ? unmarked(written[0] ?? '')
    : written
        .slice(0, -1)
        .map((line) => line.trim())
        .join(' ');
  return [{ level, text, start, end }];
}

const HIDING: ReadonlySet<string> = new Set(['fence', 'html_block']);

function hidden({ type, map }: Token, lines: readonly string[]): PlacedHeading[] {
  if (!HIDING.has(type) || map === null) return [];
  const [start, end] = map;
  return lines.slice(start, end).flatMap((line, index) => {
    const level = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line)?.[1]?.length;
    return level === undefined
      ? []
      : [{ level, text: unmarked(line), start: start + index, end: start + index + 1 }];
  });
}

/** `### Scope ###` → `Scope`. */
function unmarked(line: string): string {
  const text = line
    .trim()
    .replace(/^#{1,6}/, '')
    .trim();
  const bare = withoutEnd(text, '#');
  return bare === '' || /[ \t]$/.test(bare) ? bare.trimEnd() : text;
}
