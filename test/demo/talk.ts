// Talk on a pull request or an issue: a comment, how CLOS marks it, and its one answer, as they look on GitHub.

import type { GitHub } from '../github/simulator.ts';
import type { Comment } from '../github/state/model.ts';
import { subjectNumbered } from '../github/state/world.ts';
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
  const ours = [...subjectNumbered(github.world, ...at(ref)).comments.values()].find(
    ({ byApp, body }) => byApp && !ABOUT_THE_GATE.test(body),
  );
  return ours?.body.replace(/^<!--.*?-->\s*/, '').replace(/\s*---\n<sub>[\s\S]*$/, '') ?? null;
}

/** Empty, or what sets a table's heading apart. */
const BLANK = /^[\s|-]*$/;

/** Whom it answers, and when; on an idea what is said of the idea stands before it. */
const HEADING = /^`\/clos \S+` by /;

export function quoteAnswer(answer: string, narrator: Narrator): void {
  const lines = answer.split('\n');
  const heading = lines.findIndex((line) => HEADING.test(line));
  if (heading === -1) return;
  for (const line of lines.slice(heading + 1)) if (!BLANK.test(line)) narrator.quote(line);
}
