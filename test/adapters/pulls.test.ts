// Open pull requests, as the sweep lists them again and again.

import { expect, test } from '@jest/globals';
import { createGitHub } from '../../src/adapters/github/github.ts';
import { tell } from '../github/testing.ts';
import { AT, gateway, SHOP, tenant } from './gate-helpers.ts';

test('one that was closed is gone from every page, and pages that did not change cost nothing', () =>
  tell({}, async (story) => {
    const { github } = story;
    const opened = Array.from({ length: 150 }, () => github.openPull(SHOP).number);
    const { pulls } = createGitHub(gateway(story));
    const listed = async () =>
      (await pulls.open(tenant(story), AT))?.map((one) => (one as { number: number }).number);
    expect(new Set(await listed())).toEqual(new Set(opened));
    // Closed ones leave the list; those that changed last stand where they stood.
    const [first = 0, last = 0] = [opened[0], opened.at(-1)];
    for (const number of [first, last]) {
      github.closePull(SHOP, number);
      expect(await listed()).not.toContain(number);
    }
    github.resetRequests();
    expect(await listed()).toHaveLength(148);
    expect(github.requests.map(({ status }) => status)).toEqual([304, 304]);
  }));
