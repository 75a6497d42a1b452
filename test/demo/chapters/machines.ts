// What machines do on their own: bots with their updates, and GitHub's merge queue.

import type { MergeGroup } from '../../github/state/model.ts';
import { at, BOT, CHECK, SHOP } from '../acme.ts';
import { symbolOf } from '../board.ts';
import { type Chapter, EXEMPT, HOLDS, type Scene, waits } from '../scene.ts';

export const exemptBot: Chapter = async ({ stage: { github }, narrator, open, act, shows }) => {
  narrator.chapter('A bot needs no slot');
  open(SHOP, 'Bump vite', BOT);
  await shows('shop#7', EXEMPT);
  act('eve merges it past the line', () => github.mergePull(...at('shop#7'), { as: 'eve' }));
};

/** What the merge queue is told about a group. */
async function answer({ stage: { github }, narrator, sees, quote }: Scene, group: MergeGroup): Promise<void> {
  const completed = () =>
    github
      .checkRuns(SHOP, group.headSha)
      .find(({ name, status }) => name === CHECK && status === 'completed') ?? null;
  const { colors } = narrator;
  const check = await sees(
    'an answer to the merge queue',
    completed,
    (one) => `${symbolOf(one, colors)} merge group of ${group.pulls.length}: ${one.output.title}`,
  );
  quote(check, /^\| (?!Pull|---).*/);
}

export const mergeQueue: Chapter = async (scene) => {
  const { stage, narrator, act, open, shows, nextSecond } = scene;
  const { github } = stage;
  narrator.chapter('The merge queue asks about two at once');
  await nextSecond();
  open(SHOP, 'Bulk orders', 'leo');
  await shows('shop#8', waits(2, 2));
  const refused = act('shop#3 and shop#8 are queued to land together', () => github.enqueue(SHOP, [3, 8]));
  await answer(scene, refused);
  github.dequeue(refused, 'invalidated');
  const group = act('without shop#8, with shop#4', () => github.enqueue(SHOP, [3, 4]));
  await answer(scene, group);
  act('GitHub lands the group, and two slots are free', () => github.landGroup(group));
  await shows('pay#1', HOLDS);
  await shows('shop#8', HOLDS);
};
