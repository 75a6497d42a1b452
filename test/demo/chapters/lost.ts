// A webhook that never comes: the sweep compares with GitHub and mends.

import { at, PAY } from '../acme.ts';
import { type Chapter, HOLDS, waits } from '../scene.ts';

export const healWhatWasLost: Chapter = async (scene) => {
  const { stage, narrator, act, says, shows, open, stillShows } = scene;
  const { github } = stage;
  narrator.chapter('A webhook gets lost');
  open(PAY, 'Split payments', 'nina');
  await shows('pay#4', waits(1, 1));
  act('dan closes pay#2, and GitHub never tells', () => {
    github.misbehave.webhooks({ lose: 1 });
    github.closePull(...at('pay#2'));
    github.misbehave.webhooks({ lose: 0 });
  });
  await narrator.during('everything comes to rest', stage.settle());
  if (HOLDS.test(says('pay#4'))) {
    narrator.note('the sweep, which runs every two minutes, came by at this very moment and saw it');
    return shows('pay#4', HOLDS);
  }
  stillShows('pay#4', waits(1, 1));
  const sweeping = act('the sweep runs, as it does every two minutes', () => stage.sweep());
  const [found] = await Promise.all([sweeping, shows('pay#4', HOLDS)]);
  narrator.note(`it reports: ${found}`);
};
