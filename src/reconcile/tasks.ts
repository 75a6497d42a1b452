// The job table: what each task runs, and what happens when it fails. Trouble that passes is put off without counting; anything
// else is tried five times, and then its deliveries are quarantined where people can see them.

import type { Reaction } from '../core/commands/ruling.ts';
import type { CommentSlot } from '../core/effect.ts';
import { Fault, TransientFault } from '../core/faults.ts';
import { commentId, issueNumber, pullNumber, repositoryId, sha, traceId } from '../core/ids.ts';
import type { Job } from '../ports/ledger.ts';
import type { CheckTarget } from '../ports/outbox.ts';
import { cycle } from './cycle.ts';
import { deliver } from './deliver.ts';
import { lookAtGates } from './gates/judge.ts';
import { sweepIdeas } from './ideas/sweep.ts';
import { writeIdea } from './ideas/write.ts';
import { refresh } from './judge.ts';
import { propose } from './proposal.ts';
import {
  heeding,
  type Payload,
  putOff,
  record,
  sweeping,
  type TaskRun,
  talking,
  tenantOf,
} from './put-off.ts';
import { deliverReply, react } from './reply.ts';
import { reread } from './repository.ts';
import type { Spine } from './spine.ts';
import { causeOf, sweep, sweepInstallation, sweepRepository } from './sweep.ts';

export type Tasks = Readonly<
  Record<
    | 'cycle'
    | 'deliver'
    | 'propose'
    | 'reconfigure'
    | 'gate'
    | 'write-idea'
    | 'sweep-ideas'
    | 'deliver-reply'
    | 'react'
    | 'refresh'
    | 'sweep'
    | 'sweep-installation'
    | 'sweep-repository',
    (run: TaskRun) => Promise<void>
  >
>;

const ALLOWED_TRIES = 5;
/** More than tries, because a process may also die, or its database restart, for reasons of somebody else's. */
const ALLOWED_DEATHS = 10;
const reasonOf = (error: unknown): string => {
  if (error instanceof Fault) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : 'unknown failure';
};

async function strike(spine: Spine, payload: Payload, reason: string, allowed: number): Promise<number> {
  const installation = tenantOf(payload);
  const left = await spine.ledger.writing(installation, (writer) =>
    writer.strikeDeliveries(String(payload.subject), reason, allowed),
  );
  if (left === 0) {
    spine.log.error(
      { installation, subject: payload.subject, reason },
      'quarantined; look at it, then `clos replay <delivery>`',
    );
  }
  return left;
}

async function runCycle(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const subject = String(payload.subject);
  // The process died on this every time: no exception was ever caught, so the tries are the queue's.
  if (run.attempt > ALLOWED_DEATHS) {
    await strike(spine, payload, 'the worker died on it', 1);
    return;
  }
  const started = performance.now();
  let outcome = 'done';
  try {
    await putOff(spine, run, { task: 'cycle', subject }, () => cycle(spine, tenantOf(payload), subject));
  } catch (error) {
    outcome = 'failed';
    // It could not even be put off, because the database is away: nothing that is the delivery's fault.
    if (error instanceof TransientFault) throw error;
    const left = await strike(spine, payload, reasonOf(error), ALLOWED_TRIES);
    if (left > 0) throw error;
  } finally {
    spine.metrics.cycle(outcome, (performance.now() - started) / 1000);
  }
}

async function runDeliver(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const target: CheckTarget = {
    installationId: tenantOf(payload),
    repositoryId: repositoryId(payload.repositoryId),
    headSha: sha(payload.headSha),
    name: String(payload.name),
  };
  const job: Job = {
    task: 'deliver',
    repositoryId: target.repositoryId,
    headSha: target.headSha,
    name: target.name,
    green: payload.green === true,
  };
  await putOff(spine, run, job, () => heeding(spine, target.installationId, () => deliver(spine, target)));
}

async function runDeliverReply(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const item = {
    repositoryId: repositoryId(payload.repositoryId),
    pullNumber: pullNumber(payload.pullNumber),
    slot: slotOf(payload),
  };
  await talking(spine, run, { task: 'deliver-reply', ...item }, () =>
    deliverReply(spine, { installationId: tenantOf(payload), ...item }),
  );
}

const SLOTS: readonly CommentSlot[] = ['reply', 'gate', 'idea'];

/** Absent in jobs of the time when there was only one. */
const slotOf = ({ slot }: Payload): CommentSlot => SLOTS.find((one) => one === slot) ?? 'reply';

async function runWriteIdea(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const place = { installation: tenantOf(payload), repositoryId: repositoryId(payload.repositoryId) };
  const number = issueNumber(payload.issueNumber);
  const job: Job = { task: 'write-idea', repositoryId: place.repositoryId, issueNumber: number };
  await talking(spine, run, job, () => writeIdea(spine, place, number));
}

async function runSweepIdeas(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const place = { installation: tenantOf(payload), repositoryId: repositoryId(payload.repositoryId) };
  const force = payload.force === true;
  await sweeping(spine, run, { task: 'sweep-ideas', repositoryId: place.repositoryId, force }, async () => {
    const repository = await spine.ledger.reading(place.installation, (reader) =>
      reader.repository(place.repositoryId),
    );
    if (repository?.status !== 'active') return;
    await sweepIdeas(spine, place, repository, await causeOf(spine, place.installation, 'ideas'), force);
  });
}

async function runReact(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const place = { installation: tenantOf(payload), repositoryId: repositoryId(payload.repositoryId) };
  const what = { commentId: commentId(payload.commentId), reaction: payload.reaction as Reaction };
  const job: Job = { task: 'react', repositoryId: place.repositoryId, ...what };
  await talking(spine, run, job, () => react(spine, place, what));
}

async function runRefresh(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const pod = { installation: tenantOf(payload), podId: Number(payload.podId) };
  const force = payload.force === true;
  await putOff(spine, run, { task: 'refresh', podId: pod.podId, force }, async () => {
    await refresh(spine, pod, await causeOf(spine, pod.installation, 'refresh'), force);
  });
}

async function runSweepInstallation(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const gainedOnly = payload.gainedOnly === true;
  await sweeping(spine, run, { task: 'sweep-installation', gainedOnly }, () =>
    sweepInstallation(spine, tenantOf(payload), gainedOnly),
  );
}

async function runSweepRepository(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const place = { installation: tenantOf(payload), repositoryId: repositoryId(payload.repositoryId) };
  await sweeping(spine, run, { task: 'sweep-repository', repositoryId: place.repositoryId }, () =>
    sweepRepository(spine, place),
  );
}

async function runReconfigure(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const place = { installation: tenantOf(payload), repositoryId: repositoryId(payload.repositoryId) };
  await sweeping(spine, run, { task: 'reconfigure', repositoryId: place.repositoryId }, async () =>
    reread(spine, place, await causeOf(spine, place.installation, 'configuration'), { rejudge: true }),
  );
}

async function runPropose(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const place = { installation: tenantOf(payload), repositoryId: repositoryId(payload.repositoryId) };
  const headSha = sha(payload.headSha);
  const force = payload.force === true;
  const fork = payload.pullNumber === undefined ? {} : { pullNumber: pullNumber(payload.pullNumber) };
  const proposal = { headSha, force, pullNumber: fork.pullNumber ?? null };
  const job: Job = { task: 'propose', repositoryId: place.repositoryId, headSha, force, ...fork };
  await putOff(spine, run, job, async () =>
    propose(spine, place, proposal, await causeOf(spine, place.installation, 'proposal')),
  );
}

async function runGate(spine: Spine, run: TaskRun): Promise<void> {
  const payload = record(run.payload);
  const place = { installation: tenantOf(payload), repositoryId: repositoryId(payload.repositoryId) };
  const number = pullNumber(payload.pullNumber);
  const force = payload.force === true;
  const cause = await causeOf(spine, place.installation, 'gate');
  const trace = payload.trace === undefined ? cause.event.trace : traceId(payload.trace);
  const job: Job = { task: 'gate', repositoryId: place.repositoryId, pullNumber: number, force, trace };
  await putOff(spine, run, job, () =>
    heeding(spine, place.installation, async () => {
      const looking = { cause: { ...cause, event: { ...cause.event, trace } }, force };
      await lookAtGates(spine, place, number, looking);
    }),
  );
}

export function createTasks(spine: Spine): Tasks {
  return {
    cycle: (run) => runCycle(spine, run),
    deliver: (run) => runDeliver(spine, run),
    propose: (run) => runPropose(spine, run),
    reconfigure: (run) => runReconfigure(spine, run),
    gate: (run) => runGate(spine, run),
    'write-idea': (run) => runWriteIdea(spine, run),
    'sweep-ideas': (run) => runSweepIdeas(spine, run),
    'deliver-reply': (run) => runDeliverReply(spine, run),
    react: (run) => runReact(spine, run),
    refresh: (run) => runRefresh(spine, run),
    // The next one comes by itself.
    sweep: async () => sweep(spine),
    'sweep-installation': (run) => runSweepInstallation(spine, run),
    'sweep-repository': (run) => runSweepRepository(spine, run),
  };
}
