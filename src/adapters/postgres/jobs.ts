// Turns the spine's jobs into queue entries, inside the caller's transaction. Keys coalesce, serials run one at a time.

import type { InstallationId } from '../../core/ids.ts';
import type { Job } from '../../ports/ledger.ts';
import { sql } from './drizzle.ts';
import type { Transaction } from './tenant.ts';
import { jsonText } from './storable.ts';

/** Lower runs first. A cycle added by a delivery gets 0 to 10 by its tenant's backlog (migrations/0003_inbox.sql). */
const PRIORITY = {
  deliver: 0,
  cycle: 5,
  refresh: 20,
  propose: 10,
  gate: 6,
  reconfigure: 15,
  'sweep-ideas': 16,
  // What people read may wait; a check that holds up a merge may not.
  'write-idea': 23,
  react: 24,
  'deliver-reply': 25,
  'sweep-installation': 30,
  'sweep-repository': 30,
} as const;

/** A check that turns green, before everything: a change over a thousand pull requests puts as many others in line. */
const GREEN = -1;

const TALK: ReadonlySet<Job['task']> = new Set(['react', 'deliver-reply', 'write-idea']);

function identity(job: Job): string {
  switch (job.task) {
    case 'cycle':
      return job.subject;
    case 'deliver':
      return `${job.repositoryId}/${job.headSha}/${job.name}`;
    case 'deliver-reply':
      return `${job.repositoryId}/${job.pullNumber}${job.slot === undefined || job.slot === 'reply' ? '' : `/${job.slot}`}`;
    case 'gate':
      return `${job.repositoryId}/${job.pullNumber}`;
    case 'write-idea':
      return `${job.repositoryId}/${job.issueNumber}`;
    case 'react':
      return `${job.repositoryId}/${job.commentId}`;
    case 'refresh':
      return `pod/${job.podId}`;
    case 'sweep-repository':
    case 'reconfigure':
    case 'sweep-ideas':
      return `repository/${job.repositoryId}`;
    case 'propose':
      return `${job.repositoryId}/${job.headSha}`;
    case 'sweep-installation':
      return 'installation';
  }
}

export function jobEntry(installationId: InstallationId, job: Job): Record<string, unknown> {
  const { task, ...rest } = job;
  const own = `${installationId}/${identity(job)}`;
  // One comment or reaction of an installation at a time: they never take the workers that checks need.
  const serial = TALK.has(task) ? `${installationId}/talk` : own;
  const { delaySeconds = 0, ...payload } = { delaySeconds: 0, ...rest };
  // Coalesced with one that does less, one that does more would be forgotten.
  const mayForce = task === 'gate' || task === 'sweep-ideas' || task === 'refresh';
  const forced = mayForce && job.force === true ? '/forced' : '';
  const timed = task === 'gate' && job.timed === true ? '/timed' : '';
  const gained = task === 'sweep-installation' && job.gainedOnly === true ? '/gained' : '';
  return {
    task,
    key: `${task}/${own}${forced}${timed}${gained}`,
    serial,
    payload: { installationId, ...payload },
    priority: job.task === 'deliver' && job.green ? GREEN : PRIORITY[task],
    delaySeconds,
    // A refresh that waits is not put off by the next reason for it; nor is what came while its like was tried in vain.
    keepTime: task === 'refresh' || (job.tries ?? 0) > 0,
  };
}

export async function addJobs(
  tx: Transaction,
  installationId: InstallationId,
  jobs: readonly Job[],
): Promise<void> {
  if (jobs.length === 0) return;
  const entries = jobs.map((job) => jobEntry(installationId, job));
  await tx.execute(sql`SELECT clos_add_jobs(${jsonText(entries)}::jsonb)`);
}
