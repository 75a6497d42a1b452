// What the demo says, line by line: coloured on a terminal, plain elsewhere or with NO_COLOR, nothing but text in a pipe.
// A spinner turns only on a terminal, and leaves no trace behind.

import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

export interface Narrator {
  readonly colors: Colors;
  line(text?: string): void;
  /** A numbered heading, with the time since the start. */
  chapter(text: string): void;
  /** Something somebody does. */
  act(text: string): void;
  /** Something that holds now, with how long it took in milliseconds. */
  done(text: string, took?: number): void;
  fail(text: string): void;
  /** A line that has its own mark. */
  row(text: string, took?: number): void;
  /** A quiet remark. */
  note(text: string): void;
  /** Something of what CLOS wrote, without its Markdown. */
  quote(markdown: string): void;
  /** Shows that something is under way. */
  during<T>(text: string, work: Promise<T>): Promise<T>;
}

type Variables = Readonly<Record<string, string | undefined>>;

const WIDTH = 100;
/** Where the time stands in a line. */
const TIME = 7;
/** What stands before a quotation. */
const QUOTED = 6;
const FRAMES = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const FRAME_MS = 80;

/** In columns: an emoji takes two. */
const lengthOf = (text: string): number =>
  [...stripVTControlCharacters(text)].reduce(
    (sum, one) => sum + (/\p{Emoji_Presentation}/u.test(one) ? 2 : 1),
    0,
  );

export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - lengthOf(text)));

/** What is left when GitHub has rendered it: no icons, stars, backticks or tables. */
function plain(markdown: string): string {
  return markdown
    .replace(/[*`]/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^#+ |^[^\p{L}\p{N}/.#]+/u, '')
    .replace(/ *\|$/, '')
    .replace(/ \| /g, ' · ');
}

/** Broken between words, so that it fits beside its mark. */
function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.pop() ?? '';
    const longer = last === '' ? word : `${last} ${word}`;
    lines.push(...(lengthOf(longer) > WIDTH - QUOTED ? [last, `  ${word}`] : [longer]));
  }
  return lines;
}

const seconds = (milliseconds: number): string =>
  `${(milliseconds / 1000).toFixed(milliseconds < 995 ? 2 : 1)} s`;

function coloured(stream: NodeJS.WriteStream, env: Variables): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') return env.FORCE_COLOR !== '0';
  return stream.isTTY && env.TERM !== 'dumb';
}

async function spin<T>(
  stream: NodeJS.WriteStream,
  colors: Colors,
  text: string,
  work: Promise<T>,
): Promise<T> {
  const started = performance.now();
  const draw = (): void => {
    const elapsed = performance.now() - started;
    const frame = FRAMES[Math.floor(elapsed / FRAME_MS) % FRAMES.length] ?? '';
    const words = `${text} ${seconds(elapsed)}`.slice(0, Math.max(10, (stream.columns ?? WIDTH) - 5));
    stream.write(`\r\x1b[2K  ${colors.cyan(frame)} ${colors.dim(words)}`);
  };
  const timer = setInterval(draw, FRAME_MS);
  return work.finally(() => {
    clearInterval(timer);
    stream.write('\r\x1b[2K');
  });
}

export function createNarrator(stream: NodeJS.WriteStream, env: Variables): Narrator {
  const colors = pc.createColors(coloured(stream, env));
  const started = performance.now();
  let chapters = 0;
  const line = (text = ''): void => void stream.write(`${text}\n`);
  // A line that leaves no room for its time goes without.
  const timed = (text: string, milliseconds: number): string =>
    lengthOf(text) > WIDTH - TIME
      ? text
      : `${pad(text, WIDTH - TIME)} ${colors.dim(seconds(milliseconds).padStart(TIME - 1))}`;
  const row = (text: string, took?: number): void =>
    line(took === undefined ? `  ${text}` : timed(`  ${text}`, took));
  return {
    colors,
    line,
    chapter: (text) => {
      chapters += 1;
      line();
      const words = `${colors.bold(colors.cyan(`${chapters}`))} ${colors.bold(text)}`;
      line(chapters === 1 ? words : timed(words, performance.now() - started));
    },
    act: (text) => line(`  ${colors.magenta('→')} ${text}`),
    done: (text, took) => row(`${colors.green('✓')} ${text}`, took),
    row,
    fail: (text) => line(`  ${colors.red('✗')} ${text}`),
    note: (text) => line(`    ${colors.dim(text)}`),
    quote: (markdown) => {
      for (const each of wrapped(plain(markdown))) line(`    ${colors.cyan('│')} ${colors.dim(each)}`);
    },
    during: (text, work) => (stream.isTTY ? spin(stream, colors, text, work) : work),
  };
}
