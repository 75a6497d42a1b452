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

/** The same pods, except that what checks should say is noted instead of stored. */
function noting(held: HeldPods, into: Wanted[]): HeldPods {
  return {
    ...held,
    desire: async (checks) => {
      for (const check of checks) {
        const at = await held.repository(check.repositoryId);
        if (at) into.push({ check, at });
      }
      return checks.length;
    },
  };
}

export function writesDirectly(spine: Spine, order: 'write-then-commit' | 'commit-then-write'): Spine {
  const ledger: Spine['ledger'] = {
    ...spine.ledger,
    holding: async (installation, pods, work) => {
      const wanted: Wanted[] = [];
      const result = await spine.ledger.holding(installation, pods, async (held) => {
        const decided = await work(noting(held, wanted));
        if (order === 'write-then-commit') await write(spine, installation, wanted);
        return decided;
      });
      if (order === 'commit-then-write') await write(spine, installation, wanted);
      return result;
    },
  };
  return { ...spine, ledger };
}
