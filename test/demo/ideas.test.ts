// The control of the demo's invariants about ideas: they must not hold of a ledger with a gap, or of a project that was made twice.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GitHub, startGitHub } from '../github/simulator.ts';
import { WEB } from './acme.ts';
import { DISCOVERY, IDEA } from './ideas.ts';
import { ideasAreTheirLedgers, type Kept, promotedOnce } from './invariants/ideas.ts';
import type { Probe } from './invariants/probe.ts';
import type { Stage } from './stage.ts';

const LIMITS = { payments: 0, web: 0, lab: 0 };

/** As it should be of the idea that is there. */
const KEPT: Kept = {
  ref: `${WEB}#1`,
  status: 'PROMOTED',
  lines: [
    [null, 'PENDING'],
    ['PENDING', 'PROMOTED'],
  ],
  slug: 'size-advice',
  discovery: 2,
  moves: 1,
};

let github: GitHub;

beforeEach(async () => {
  github = await startGitHub();
  github.createRepository({ owner: 'acme', name: 'web' });
  github.openIssue(WEB, { labels: [IDEA] });
  discovered();
});

afterEach(() => github.stop());

const discovered = () =>
  github.openIssue(WEB, { labels: [DISCOVERY], body: `[Idea 1](https://github.com/${WEB}/issues/1)` });

const verified = async (probe: Probe, kept: Partial<Kept> | null): Promise<string> =>
  probe({ github, query: async () => (kept ? [{ ...KEPT, ...kept }] : []) } as unknown as Stage, LIMITS);

describe('every ledger ends in the status of its idea', () => {
  test('holds of one that does', async () => {
    await expect(verified(ideasAreTheirLedgers, {})).resolves.toBe('1 ideas, 2 lines');
  });

  test('is refuted by another end, a gap, no ledger, and an idea that nobody keeps', async () => {
    await expect(verified(ideasAreTheirLedgers, { status: 'PENDING' })).rejects.toThrow('ends in PROMOTED');
    await expect(verified(ideasAreTheirLedgers, { lines: [['PENDING', 'PROMOTED']] })).rejects.toThrow('gap');
    await expect(verified(ideasAreTheirLedgers, { lines: [] })).rejects.toThrow('ends in undefined');
    await expect(verified(ideasAreTheirLedgers, null)).rejects.toThrow('acme/web#1 is not kept');
  });
});

describe('a promoted idea has one Discovery issue', () => {
  test('holds of one that does', async () => {
    await expect(verified(promotedOnce, {})).resolves.toBe('1 promoted');
  });

  test('is refuted by two, by another, by one too many, and by two moves', async () => {
    await expect(verified(promotedOnce, { discovery: 3 })).rejects.toThrow(
      'acme/web#1 has 1 Discovery issues',
    );
    await expect(verified(promotedOnce, { slug: null })).rejects.toThrow('belongs to no promoted idea');
    await expect(verified(promotedOnce, { moves: 2 })).rejects.toThrow('became a project 2 times');
    discovered();
    await expect(verified(promotedOnce, {})).rejects.toThrow('acme/web#1 has 2 Discovery issues');
  });
});
