// The idea ledger as its users meet it: an issue from the form is read, scored, answered, kept, and becomes a project.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ideaComment, ideaCommentCount, ideaLabels, openIdea } from '../support/idea.ts';
import { type System, startSystem } from '../support/system.ts';
import { formTeam } from '../support/team.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
  await formTeam(system);
});

afterAll(() => system.stop());

test('an idea from the form is scored, labelled and answered in one comment', async () => {
  const { github } = system;
  const number = openIdea(github);
  await system.settle();
  expect(ideaLabels(github, number)).toEqual(['idea', 'idea-approved']);
  expect(ideaCommentCount(github, number)).toBe(1);
});
