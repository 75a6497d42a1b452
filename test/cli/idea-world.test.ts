// The commands about kept ideas with everything behind them: an issue on the simulated GitHub, the app, and its database.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inWorldOf } from '../../src/clos-world.ts';
import { readEnv } from '../../src/env.ts';
import { openIdea } from '../support/idea.ts';
import { envFor, type System, startSystem } from '../support/system.ts';
import { formTeam } from '../support/team.ts';
import { clos, folder } from './support.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
  await formTeam(system);
});

afterAll(() => system.stop());

const idea = (...argv: string[]) => {
  const env = readEnv(envFor(system.github, system.databaseUrl));
  return clos(folder(), ['idea', ...argv], { inWorld: (work) => inWorldOf(env, work) });
};

test('an idea is listed, shown and exported as the app keeps it', async () => {
  const number = openIdea(system.github);
  const name = `acme/shop#${number}`;
  await system.settle();
  const list = await idea('list');
  expect([list.code, list.out]).toEqual([0, expect.stringContaining(`${name}  APPROVED  9.3  [Idea]: Pay`)]);
  const show = await idea('show', name);
  expect([show.code, show.out]).toEqual([0, expect.stringContaining('9.3 of 10: approved  APPROVED')]);
  expect(show.out).toMatch(/octocat {2}submitted {2}v1 {2}APPROVED, score 9\.3$/m);
  const again = openIdea(system.github);
  await system.settle();
  const resembled = await idea('show', `acme/shop#${again}`);
  expect(resembled.out).toMatch(
    new RegExp(`Perhaps the same as\\n.*\\n#${number} .*Pay by invoice.*APPROVED +100 %`),
  );
  const { code, out } = await idea('export', '--format', 'json');
  expect([code, JSON.parse(out.split('\n')[0] ?? '')]).toMatchObject([
    0,
    { action: 'submitted', actor: 'octocat', number },
  ]);
});
