// The story: two pods of acme meet their limits, then life happens to their pull requests, and to CLOS.
// Each chapter waits for what people would see on GitHub, and fails when that does not come.

import { at } from './acme.ts';
import { brokenConfiguration } from './chapters/configuration.ts';
import { killInMidFlight } from './chapters/crash.ts';
import { draftAndBack, fillTheSlots, install, mergeOne } from './chapters/line.ts';
import { healWhatWasLost } from './chapters/lost.ts';
import { exemptBot, mergeQueue } from './chapters/machines.ts';
import { allOrNone, twoPods } from './chapters/pods.ts';
import { aWeekPasses } from './chapters/week.ts';
import type { Narrator } from './narrator.ts';
import { type Chapter, createScene, HOLDS } from './scene.ts';
import type { Stage } from './stage.ts';

/** Until there are commands: afterwards the line is as they would leave it. */
const thinkAgain: Chapter = async ({ stage: { github }, narrator, act, shows }) => {
  narrator.chapter('Thinking again');
  act('kim closes shop#6, ada merges shop#1', () => {
    github.closePull(...at('shop#6'));
    github.mergePull(...at('shop#1'));
  });
  await shows('shop#5', HOLDS);
};

const CHAPTERS: readonly Chapter[] = [
  install,
  fillTheSlots,
  mergeOne,
  draftAndBack,
  twoPods,
  allOrNone,
  thinkAgain,
  exemptBot,
  mergeQueue,
  brokenConfiguration,
  healWhatWasLost,
  killInMidFlight,
  aWeekPasses,
];

export async function tellStory(stage: Stage, narrator: Narrator): Promise<void> {
  const scene = createScene(stage, narrator);
  for (const chapter of CHAPTERS) await chapter(scene);
  await narrator.during('everything comes to rest', stage.settle());
}
