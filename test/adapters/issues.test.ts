// Open issues with a label, as the sweep lists them again and again.

import { expect, test } from '@jest/globals';
import { createIssues } from '../../src/adapters/github/issues.ts';
import { tell } from '../github/testing.ts';
import { AT, gateway, SHOP, tenant } from './gate-helpers.ts';

test('votes are seen on every page, of which those that did not change cost nothing', () =>
  tell({}, async (story) => {
    const { github } = story;
    for (let number = 1; number <= 150; number += 1) github.openIssue(SHOP, { labels: ['idea'] });
    const issues = createIssues(gateway(story));
    const votes = async () => {
      const all = await issues.labelled(tenant(story), AT, 'idea');
      return all.map((one) => (one as { reactions: { '+1': number } }).reactions['+1']);
    };
    expect(await votes()).toEqual(Array.from({ length: 150 }, () => 0));
    // The oldest stands on the last page, and a vote does not change when it was updated.
    github.reactToIssue(SHOP, 1, { author: 'ada', content: '+1' });
    github.resetRequests();
    expect((await votes()).filter((count) => count === 1)).toHaveLength(1);
    expect(github.requests.map(({ status }) => status)).toEqual([304, 200]);
  }));
