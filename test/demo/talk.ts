// Talk on a pull request: a comment, how CLOS marks it, and its one answer, as they look on GitHub.

import type { GitHub } from '../github/simulator.ts';
import type { Comment } from '../github/state/model.ts';
import { at } from './acme.ts';
import type { Narrator } from './narrator.ts';

const GLYPHS: Readonly<Record<string, string>> = { '+1': '👍', '-1': '👎', eyes: '👀', confused: '😕' };

/** Null until CLOS has marked it. */
export function markOf({ reactions }: Comment): string | null {
  const [first] = reactions;
  return first === undefined ? null : (GLYPHS[first.content] ?? first.content);
}

/** The one about the gate is edited whenever the answer changes, and answers nobody. */
const ABOUT_THE_GATE = /^<!-- clos:gate:/;

/** What it says, without what it always says; null when there is none. */
export function answerOn(github: GitHub, ref: string): string | null {
  const ours = [...github.pull(...at(ref)).comments.values()].find(
    ({ byApp, body }) => byApp && !ABOUT_THE_GATE.test(body),
  );
  return ours?.body.replace(/^<!--.*?-->\s*/, '').replace(/\s*---\n<sub>[\s\S]*$/, '') ?? null;
}

/** Empty, or what sets a table's heading apart. */
const BLANK = /^[\s|-]*$/;

/** The first line only says whom it answers, and when. */
export function quoteAnswer(answer: string, narrator: Narrator): void {
  for (const line of answer.split('\n').slice(1)) if (!BLANK.test(line)) narrator.quote(line);
}
