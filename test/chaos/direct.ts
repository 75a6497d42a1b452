// The naive consumer: it decides, and writes to GitHub itself, next to the transaction instead of through an outbox. Whichever
// comes first, a crash in between leaves one without the other; and nobody looks up what is there already.

import type { InstallationId } from '../../src/core/ids.ts';
import type { HeldPods, RenderedCheck, StoredRepository } from '../../src/ports/ledger.ts';
import type { Spine } from '../../src/reconcile/spine.ts';

interface Wanted {
  readonly check: RenderedCheck;
  readonly at: StoredRepository;
}

async function write(spine: Spine, installation: InstallationId, all: readonly Wanted[]): Promise<void> {
  for (const { check, at } of all) {
    const { name, headSha, body, pullNumber } = check;
    await spine.failpoint('before-write');
    await spine.github.checkRuns.create(installation, at, {
      name,
      headSha,
      externalId: `naive:${pullNumber}`,
      body,
    });
    await spine.failpoint('after-write');
  }
}

/** The same pods, except that what checks should say is not stored: `instead` is given it, right before the commit. */
function noting(held: HeldPods, instead: (wanted: readonly Wanted[]) => Promise<void>): HeldPods {
  return {
    ...held,
    commit: async (change) => {
      const wanted: Wanted[] = [];
      for (const check of change.checks) {
        const at = await held.repository(check.repositoryId);
        if (at) wanted.push({ check, at });
      }
      await instead(wanted);
      return held.commit({ ...change, checks: [] });
    },
  };
}

export function writesDirectly(spine: Spine, order: 'write-then-commit' | 'commit-then-write'): Spine {
  const ledger: Spine['ledger'] = {
    ...spine.ledger,
    holding: async (installation, pods, work) => {
      let left: readonly Wanted[] = [];
      const instead = async (wanted: readonly Wanted[]): Promise<void> => {
        if (order === 'write-then-commit') await write(spine, installation, wanted);
        else left = wanted;
      };
      const result = await spine.ledger.holding(installation, pods, (held) => work(noting(held, instead)));
      await write(spine, installation, left);
      return result;
    },
  };
  return { ...spine, ledger };
}
