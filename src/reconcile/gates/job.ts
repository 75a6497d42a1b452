// The job that looks at a pull request's gates. Reading what they ask about takes requests, and nobody holds a pod meanwhile.

import type { ItemKey } from '../../core/wip/model.ts';
import type { Job } from '../../ports/ledger.ts';

type GateJob = Extract<Job, { task: 'gate' }>;

export const gateJob = (
  { repositoryId, pullNumber }: ItemKey,
  more: Pick<GateJob, 'trace' | 'force' | 'timed' | 'delaySeconds'> = {},
): GateJob => ({ task: 'gate', repositoryId, pullNumber, ...more });
