// What people order in comments: who may is looked up at GitHub at that moment.

import { at, MAINTAINER, OUTSIDER } from '../acme.ts';
import { checkOn } from '../board.ts';
import { type Chapter, HOLDS, type Scene } from '../scene.ts';
import { answerOn, markOf, quoteAnswer } from '../talk.ts';

/** Comments, and waits until the comment is marked and, unless it is silent, answered. */
export async function orders(
  { stage: { github }, narrator, act, sees }: Scene,
  who: string,
  ref: string,
  body: string,
  answered: RegExp | null,
): Promise<void> {
  const comment = act(`${who} comments on ${ref}: ${narrator.colors.bold(body)}`, () =>
    github.comment(...at(ref), { author: who, body }),
  );
  const marked = (): string | null => {
    const isAnswered = answered === null || answered.test(answerOn(github, ref) ?? '');
    return isAnswered ? markOf(comment) : null;
  };
  await sees(
    'an answer',
    marked,
    (mark) => `${mark} ${answered === null ? 'and not a word' : 'and an answer'}`,
  );
  const answer = answerOn(github, ref);
  if (answered !== null && answer !== null) quoteAnswer(answer, narrator);
}

export const expedite: Chapter = async (scene) => {
  const { stage, narrator, act, shows, quote } = scene;
  narrator.chapter('A maintainer sends one ahead');
  await orders(scene, MAINTAINER, 'shop#6', '/clos expedite payments are down', /Expedited/);
  await shows('shop#6', /^Waiting: position 1 of 3, expedited/);
  act('ada merges shop#1', () => stage.github.mergePull(...at('shop#1')));
  await shows('shop#6', HOLDS);
  quote(checkOn(stage.github, ...at('shop#6')), /Holds slot.*(?=, since)/);
};

export const outsider: Chapter = async (scene) => {
  const { stage, narrator, stillShows } = scene;
  narrator.chapter('An outsider has no say');
  narrator.note(`GitHub knows no role of ${OUTSIDER} in acme`);
  await orders(scene, OUTSIDER, 'pay#3', '/clos freeze because I can', null);
  await narrator.during('everything comes to rest', stage.settle());
  if (answerOn(stage.github, 'pay#3') !== null) throw new Error(`${OUTSIDER} was answered`);
  stillShows('pay#3', HOLDS);
};

const STOPPED = /^Stopped: the pod is frozen until /;

export const freeze: Chapter = async (scene) => {
  const { stage, narrator, act, shows, stillShows, cannotMerge } = scene;
  narrator.chapter('The line stops for a release');
  await orders(scene, MAINTAINER, 'pay#2', '/clos freeze until 2h release of 4.0', /is stopped until/);
  await shows('pay#2', STOPPED);
  await shows('shop#4', STOPPED);
  cannotMerge('shop#4', 'fay');
  act('kim merges shop#6, which was expedited and passes', () => stage.github.mergePull(...at('shop#6')));
  await narrator.during('everything comes to rest', stage.settle());
  stillShows('shop#5', STOPPED);
  narrator.note('a slot is free, and nobody takes it');
};

export const unfreeze: Chapter = async (scene) => {
  const { narrator, shows } = scene;
  narrator.chapter('It goes on before its time');
  await orders(scene, MAINTAINER, 'pay#2', '/clos unfreeze 4.0 is out', /goes on\./);
  await shows('pay#2', HOLDS);
  await shows('shop#5', HOLDS);
};
