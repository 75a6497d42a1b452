// How it all ends: the table, the invariants, and what it cost at GitHub.

import { openBoard } from './board.ts';
import type { Invariant } from './invariants.ts';
import { type Narrator, pad } from './narrator.ts';
import type { Stage } from './stage.ts';

export function showInvariants(invariants: readonly Invariant[], narrator: Narrator): void {
  const { dim, red, bold } = narrator.colors;
  const width = Math.max(...invariants.map(({ name }) => name.length));
  for (const { name, held, detail } of invariants) {
    if (held) narrator.done(`${pad(name, width)}  ${dim(detail)}`);
    else narrator.fail(`${bold(red(name))}: ${detail}`);
  }
}

export function finale(stage: Stage, narrator: Narrator, invariants: readonly Invariant[]): void {
  narrator.chapter('Where it all stands');
  for (const line of openBoard(stage.github, narrator.colors)) narrator.line(`  ${line}`);
  narrator.chapter('What must hold, whatever happens');
  showInvariants(invariants, narrator);
  const { reads, writes } = stage.github.requestCounts();
  narrator.note(`${reads} reads and ${writes} writes at GitHub in all`);
}
