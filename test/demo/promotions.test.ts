// The control of the demo's invariant about gates: it must not hold of a promotion that nobody judged, whatever the history says.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GitHub, startGitHub } from '../github/simulator.ts';
import { LAB } from './acme.ts';
import { promotionsHadEvidence } from './invariants/gates.ts';
import { asksFor, EVIDENCE, interviewed, LAB_FILES } from './lab.ts';
import type { Stage } from './stage.ts';

let github: GitHub;

beforeEach(async () => {
  github = await startGitHub();
  github.createRepository({ owner: 'acme', name: 'lab', files: LAB_FILES });
});

afterEach(() => github.stop());

/** With this many interviews, past a gate that is not required. Returns the history as it should be. */
function promoted(interviews: number) {
  const files = { ...asksFor('PROTOTYPE'), ...interviewed(interviews) };
  const { number, repository } = github.openPull(LAB, { author: 'rosa', files });
  const merged = repository.commits.get(github.mergePull(LAB, number));
  return {
    repositoryId: repository.id,
    number,
    from: 'DISCOVERY',
    to: 'PROTOTYPE',
    evidence: merged?.files.get(EVIDENCE)?.sha,
    verdict: 'met',
    approvers: [github.createUser('sam').id],
    waivers: 0,
  };
}

const verified = async (history: readonly object[]): Promise<string> =>
  promotionsHadEvidence({ github, query: async () => history } as unknown as Stage, {
    payments: 0,
    web: 0,
    lab: 0,
  });

describe('no promotion was merged without its evidence', () => {
  test('holds where none was merged', async () => {
    github.mergePull(LAB, github.openPull(LAB).number);
    await expect(verified([])).resolves.toBe('0 merged');
  });

  test('is refuted by one that is recorded nowhere, or twice', async () => {
    const row = promoted(6);
    await expect(verified([])).rejects.toThrow('the move by lab#1 is recorded 0 times');
    await expect(verified([row, row])).rejects.toThrow('the move by lab#1 is recorded 2 times');
  });

  test('is refuted by one whose check was never green', async () => {
    await expect(verified([promoted(6)])).rejects.toThrow('lab#1 was merged while its gate was closed');
  });

  test('is refuted by a move in the history that nobody merged', async () => {
    const row = promoted(6);
    await expect(verified([{ ...row, to: 'GROWTH' }])).rejects.toThrow(
      'to GROWTH is recorded that nobody merged',
    );
  });
});
