// The line of one pod over two repositories: it fills, moves on, and lets nobody pass.

import { until } from '../../support/until.ts';
import { at, CHECK, foundAcme, LIMITS, PAY, SHOP } from '../acme.ts';

import { type Chapter, DRAFT, HOLDS, waits } from '../scene.ts';

/** All repositories, the rules of all pods and the project of the lab are known. */
const MET = `SELECT (SELECT count(*) FROM repositories WHERE config_source IS NOT NULL)
  + (SELECT count(*) FROM pods WHERE key LIKE 'pod/%' AND rules IS NOT NULL)
  + (SELECT count(*) FROM projects) AS known`;
const ALL = '9';

export const install: Chapter = async ({ stage: { github, query }, narrator, act }) => {
  narrator.chapter('acme installs CLOS: three pods over four repositories');
  foundAcme(github);
  narrator.note(`acme/.github says in .clos/org.yml   mode: enforce, dependabot[bot] needs no slot`);
  narrator.note(`    pod Payments, ${LIMITS.payments} slots            shop and pay`);
  narrator.note(`    pod Web, ${LIMITS.web} slots                 web, and storefront/ in shop`);
  narrator.note(`    pod Lab, ${LIMITS.lab} slots                 lab`);
  narrator.note(`branch main of each                  requires ${CHECK}, and only from this app`);
  const started = performance.now();
  act('an admin of acme presses Install', () => github.install({ owner: 'acme' }));
  await until('the rules are read', async () => (await query<{ known: string }>(MET))[0]?.known === ALL);
  narrator.done('CLOS has met the repositories and read their rules', performance.now() - started);
};

export const fillTheSlots: Chapter = async ({ narrator, open, shows, cannotMerge }) => {
  narrator.chapter('Seven pull requests in two repositories, five slots');
  const holders = [
    [SHOP, 'Gift cards', 'ada', 'shop#1'],
    [SHOP, 'Faster search', 'ben', 'shop#2'],
    [PAY, 'Refund mails', 'cleo', 'pay#1'],
    [PAY, 'Card tokens', 'dan', 'pay#2'],
    [SHOP, 'VAT rounding', 'eve', 'shop#3'],
  ] as const;
  for (const [repository, title, author, ref] of holders) {
    open(repository, title, author);
    await shows(ref, HOLDS);
  }
  open(SHOP, 'Wish lists', 'fay');
  await shows('shop#4', waits(1, 1));
  open(PAY, 'Instant payout', 'gus');
  await shows('pay#3', waits(2, 2));
  cannotMerge('shop#4', 'fay');
};

export const mergeOne: Chapter = async ({ stage, narrator, act, shows }) => {
  narrator.chapter('A merge lets the next one in');
  act('ben merges shop#2', () => stage.github.mergePull(...at('shop#2')));
  await shows('shop#4', HOLDS);
  await shows('pay#3', waits(1, 1));
  narrator.note('nobody touched shop#4 or pay#3; positions are rewritten together, a moment later');
};

export const draftAndBack: Chapter = async ({ stage, narrator, act, open, shows, nextSecond }) => {
  const { github } = stage;
  narrator.chapter('A draft gives its slot away');
  act('cleo converts pay#1 to draft', () => github.convertToDraft(...at('pay#1')));
  await shows('pay#1', DRAFT);
  await shows('pay#3', HOLDS);
  open(SHOP, 'Order history', 'hal');
  await shows('shop#5', waits(1, 1));
  await nextSecond();
  act('cleo marks pay#1 ready again', () => github.readyForReview(...at('pay#1')));
  await shows('pay#1', waits(2, 2));
  narrator.note('the back of the line, behind shop#5');
};
