// What becomes of a job that met trouble: put off while that passes, and given up where trying again cannot help and nobody is left
// without an answer by it.

import { TerminalFault, TransientFault } from '../core/faults.ts';
import type { InstallationId } from '../core/ids.ts';
import type { Job } from '../ports/ledger.ts';
import type { Spine } from './spine.ts';

export interface TaskRun {
  readonly payload: unknown;
  /** From 1; grows also when the process died in the middle. */
  readonly attempt: number;
}

/** Longest wait between tries when GitHub did not say how long. */
const LONGEST_WAIT_SECONDS = 120;

export type Payload = Readonly<Record<string, unknown>>;

export const record = (payload: unknown): Payload =>
  typeof payload === 'object' && payload !== null ? (payload as Payload) : {};
export const tenantOf = (payload: Payload): InstallationId =>
  Number(payload.installationId) as InstallationId;
const triesOf = (payload: Payload): number => (typeof payload.tries === 'number' ? payload.tries : 0);

/** Runs `work`; when it meets trouble that passes, the job is added again for later and this run counts as done. */
export async function putOff(spine: Spine, run: TaskRun, job: Job, work: () => Promise<void>): Promise<void> {
  const payload = record(run.payload);
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TransientFault)) throw error;
    const tries = triesOf(payload) + 1;
    const delaySeconds =
      error.retryAfterSeconds ??
      Math.min(LONGEST_WAIT_SECONDS, spine.retrySeconds * 2 ** (Math.min(tries, 7) - 1));
    spine.log.info({ task: job.task, code: error.code, delaySeconds, tries }, 'put off');
    await spine.ledger.writing(tenantOf(payload), (writer) =>
      writer.addJobs([{ ...job, tries, delaySeconds }]),
    );
  }
}

/** GitHub's wish for silence is told to the database too, so that the other processes keep silent as well. */
export async function heeding(
  spine: Spine,
  installation: InstallationId,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (
      error instanceof TransientFault &&
      error.code === 'github-limit' &&
      error.retryAfterSeconds !== null
    ) {
      await spine.outbox.block(installation, error.retryAfterSeconds);
    }
    throw error;
  }
}

/** What GitHub will not take (a locked conversation, a deleted comment) is given up: no answer is worth trying for hours. */
export async function talking(
  spine: Spine,
  run: TaskRun,
  job: Job,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await putOff(spine, run, job, () => heeding(spine, tenantOf(record(run.payload)), work));
  } catch (error) {
    if (!(error instanceof TerminalFault) || !error.code.startsWith('github-')) throw error;
    spine.log.warn({ task: job.task, code: error.code }, 'GitHub did not take an answer');
  }
}

/** What trying again cannot help is told and left: the next sweep comes by itself, and tries what this one could not. */
export async function sweeping(
  spine: Spine,
  run: TaskRun,
  job: Job,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await putOff(spine, run, job, work);
  } catch (error) {
    if (!(error instanceof TerminalFault)) throw error;
    spine.log.warn({ err: error, task: job.task, code: error.code }, 'left to the next sweep');
  }
}
