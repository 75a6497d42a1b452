// The story: the pods of acme meet their limits, ideas come in, a project meets its gate, and life happens to all of them, and to CLOS.
// Each chapter waits for what people would see on GitHub, and fails when that does not come.

import { brokenConfiguration } from './chapters/configuration.ts';
import { killInMidFlight } from './chapters/crash.ts';
import { askTooEarly, lowerTheBar, openTheGate } from './chapters/gates.ts';
import { anIdeaBecomesAProject, anIdeaComesIn } from './chapters/ideas.ts';
import { draftAndBack, fillTheSlots, install, mergeOne } from './chapters/line.ts';
import { healWhatWasLost } from './chapters/lost.ts';
import { exemptBot, mergeQueue } from './chapters/machines.ts';
import { expedite, freeze, outsider, unfreeze } from './chapters/orders.ts';
import { allOrNone, twoPods } from './chapters/pods.ts';
import { aWeekPasses } from './chapters/week.ts';
import type { Narrator } from './narrator.ts';
import { type Chapter, createScene } from './scene.ts';
import type { Stage } from './stage.ts';

const CHAPTERS: readonly Chapter[] = [
  install,
  fillTheSlots,
  mergeOne,
  draftAndBack,
  twoPods,
  allOrNone,
  expedite,
  outsider,
  freeze,
  unfreeze,
  exemptBot,
  mergeQueue,
  brokenConfiguration,
  anIdeaComesIn,
  anIdeaBecomesAProject,
  askTooEarly,
  openTheGate,
  lowerTheBar,
  healWhatWasLost,
  killInMidFlight,
  aWeekPasses,
];

export async function tellStory(stage: Stage, narrator: Narrator): Promise<void> {
  const scene = createScene(stage, narrator);
  for (const chapter of CHAPTERS) await chapter(scene);
  await narrator.during('everything comes to rest', stage.settle());
}
