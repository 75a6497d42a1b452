// The story: a team of ten meets a limit of five, then life happens to its pull requests, and to CLOS.
// Each chapter waits for what people would see on GitHub, and fails when that does not come.

import { MergeRefused } from '../github/verbs/merge.ts';
import { until } from '../support/until.ts';
import { CHECK } from './board.ts';
import { killInMidFlight } from './crash.ts';
import type { Narrator } from './narrator.ts';
import { createScene, DRAFT, HOLDS, type Scene, waits } from './scene.ts';
import { REPOSITORY, type Stage } from './stage.ts';

export const LIMIT = 5;

export const configWith = (limit: number): string => `version: 1\nmode: enforce\nwip:\n  limit: ${limit}\n`;

async function install({ stage, narrator, act }: Scene): Promise<void> {
  const { github, query } = stage;
  narrator.chapter(`acme installs CLOS on ${REPOSITORY}`);
  github.createOrganization('acme');
  github.createRepository({ owner: 'acme', name: 'shop', files: { '.clos/config.yml': configWith(LIMIT) } });
  github.requireChecks(REPOSITORY, 'main', [{ context: CHECK, appId: github.app.id }]);
  narrator.note(`.clos/config.yml  version: 1, mode: enforce, wip: { limit: ${LIMIT} }`);
  narrator.note(`branch main       requires ${CHECK}, and only from this app`);
  const started = performance.now();
  act('an admin of acme presses Install', () => github.install({ owner: 'acme' }));
  await until('the configuration is read', async () => {
    const rows = await query(`SELECT FROM repositories WHERE config_source = 'repository'`);
    return rows.length === 1;
  });
  narrator.done('CLOS has met the repository and read its rules', performance.now() - started);
}

async function fillTheSlots({ narrator, open, shows }: Scene): Promise<void> {
  narrator.chapter('Seven pull requests, five slots');
  const first = [
    'Gift cards ada',
    'Faster search ben',
    'Dark mode cleo',
    'Refund e-mails dan',
    'VAT rounding eve',
  ];
  const titles = [...first, 'Wish lists fay', 'Guest checkout gus'];
  for (const [index, words] of titles.entries()) {
    const [, title = '', author = ''] = /^(.*) (\w+)$/.exec(words) ?? [];
    const { number } = open(title, author);
    const ahead = index - LIMIT;
    await shows(number, ahead < 0 ? HOLDS : waits(ahead + 1, ahead + 1));
  }
}

async function refuseTheImpatient({ stage, narrator, act }: Scene): Promise<void> {
  narrator.chapter('Impatience does not help');
  try {
    act('fay tries to merge #6', () => stage.github.mergePull(REPOSITORY, 6));
  } catch (error) {
    if (!(error instanceof MergeRefused)) throw error;
    narrator.fail(`GitHub refuses: ${error.message}`);
    return;
  }
  throw new Error('GitHub let a waiting pull request merge');
}

async function mergeOne({ stage, narrator, act, shows }: Scene): Promise<void> {
  narrator.chapter('A merge lets the next one in');
  act('ben merges #2', () => stage.github.mergePull(REPOSITORY, 2));
  await shows(6, HOLDS);
  await shows(7, waits(1, 1));
  narrator.note('nobody touched #6 or #7; positions are rewritten together, a moment later');
}

async function draftAndBack({ stage, narrator, act, open, shows }: Scene): Promise<void> {
  const { github } = stage;
  narrator.chapter('A draft gives its slot away');
  act('cleo converts #3 to draft', () => github.convertToDraft(REPOSITORY, 3));
  await shows(3, DRAFT);
  await shows(7, HOLDS);
  const { createdAt } = open('Order history', 'hal');
  await shows(8, waits(1, 1));
  // GitHub tells whole seconds: in an equal one the smaller number would go first.
  await until('a second has passed', () => github.now().getTime() >= Date.parse(createdAt) + 1_000);
  act('cleo marks #3 ready again', () => github.readyForReview(REPOSITORY, 3));
  await shows(3, waits(2, 2));
  narrator.note('the back of the line, behind #8');
}

async function healWhatWasLost({ stage, narrator, act, says, shows, stillShows }: Scene): Promise<void> {
  const { github } = stage;
  const { misbehave } = github;
  narrator.chapter('A webhook gets lost');
  act('dan closes #4, and GitHub never tells', () => {
    misbehave.webhooks({ lose: 1 });
    github.closePull(REPOSITORY, 4);
    misbehave.webhooks({ lose: 0 });
  });
  await narrator.during('everything comes to rest', stage.settle());
  if (HOLDS.test(says(8))) {
    narrator.note('the sweep, which runs every two minutes, came by at this very moment and saw it');
    return shows(8, HOLDS);
  }
  stillShows(8, waits(1, 2));
  const sweeping = act('the sweep runs, as it does every two minutes', () => stage.sweep());
  const [found] = await Promise.all([sweeping, shows(8, HOLDS)]);
  narrator.note(`it reports: ${found}`);
}

async function goOn({ narrator, open, shows }: Scene): Promise<void> {
  narrator.chapter('Life goes on');
  const { number } = open('Loyalty points', 'jo');
  await shows(number, waits(1, 1));
}

export async function tellStory(stage: Stage, narrator: Narrator): Promise<void> {
  const scene = createScene(stage, narrator);
  const chapters = [
    install,
    fillTheSlots,
    refuseTheImpatient,
    mergeOne,
    draftAndBack,
    healWhatWasLost,
    killInMidFlight,
    goOn,
  ];
  for (const chapter of chapters) await chapter(scene);
  await narrator.during('everything comes to rest', stage.settle());
}
