// A pull request that concerns two pods needs a slot in each, and takes all or none.

import { at, SHOP, STOREFRONT, WEB } from '../acme.ts';
import { checkOn } from '../board.ts';
import { type Chapter, HOLDS, waits } from '../scene.ts';

/** What it says of each pod, without since when. */
const IN_POD = /Waiting for a slot in pod.*(?= In line since)/;

export const twoPods: Chapter = async ({ stage: { github }, narrator, open, shows, quote, nextSecond }) => {
  narrator.chapter('One pull request, two pods');
  open(WEB, 'Dark mode', 'ivy');
  await shows('web#1', HOLDS);
  open(WEB, 'New footer', 'jo');
  await shows('web#2', HOLDS);
  await nextSecond();
  open(SHOP, 'Pay by link', 'kim', {
    files: { 'checkout/link.ts': 'export {};\n', [`${STOREFRONT}link.ts`]: 'export {};\n' },
  });
  await shows('shop#6', waits(3, 3));
  narrator.note('it changes checkout/ and storefront/, so it needs a slot of Payments and one of Web');
  quote(checkOn(github, ...at('shop#6')), IN_POD);
};

export const allOrNone: Chapter = async ({ stage: { github }, narrator, act, sees, quote }) => {
  narrator.chapter('Room in one of them is not enough');
  act('jo merges web#2', () => github.mergePull(...at('web#2')));
  const roomInWeb = () => {
    const check = checkOn(github, ...at('shop#6'));
    return check?.output.text?.includes('admitted to all or to none') ? check : null;
  };
  const words = () => `${narrator.colors.yellow('…')} shop#6 takes no slot of Web yet, so that others may`;
  quote(await sees('a new word on shop#6', roomInWeb, words), IN_POD);
};
