// What the spine is given: the world behind ports. Nothing here knows PostgreSQL, Octokit or a clock of its own.

import type { Needs } from '../core/doctor/facts.ts';
import type { LastEvent, PullFacts } from '../core/facts.ts';
import type { InstallationId, RepositoryId, TraceId } from '../core/ids.ts';
import type { DoctorRecords, Examiner } from '../ports/doctor.ts';
import type { Failpoint } from '../ports/failpoint.ts';
import type { GateRecords } from '../ports/gate-records.ts';
import type { GateReader } from '../ports/gates.ts';
import type { GitHub } from '../ports/github.ts';
import type { IdeaRecords } from '../ports/idea-records.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { MergeGroups, QueueRefs } from '../ports/merge-queue.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { Web } from '../ports/web.ts';

/** What only the doctor needs. */
export interface Clinic {
  readonly examiner: Examiner;
  readonly records: DoctorRecords;
  readonly quarantine: Quarantine;
  readonly needs: Needs;
  /** This process's clock, which is what is to be examined. */
  readonly clock: () => Date;
}

import type { Replies } from '../ports/replies.ts';

/** What judging stage gates needs. */
export interface Gates {
  readonly reader: GateReader;
  readonly records: GateRecords;
  readonly web: Web;
}

export interface Spine {
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly replies: Replies;
  readonly github: GitHub;
  readonly queueRefs: QueueRefs;
  readonly mergeGroups: MergeGroups;
  readonly gates: Gates;
  readonly ideas: IdeaRecords;
  readonly clinic: Clinic;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly failpoint: Failpoint;
  /** How long a change of positions may collect others before the waiting checks are rewritten together. */
  readonly refreshDelaySeconds: number;
  /** How long what failed waits before its second try; twice as long before each further one. */
  readonly retrySeconds: number;
}

/** Why something is being looked at: what a check shows as the last event, and the trace that follows it everywhere. */
export interface Cause {
  readonly event: LastEvent;
  /** How the author asked for a slot, where that is what happened. */
  readonly asked: 'opened' | 'again' | null;
}

export const traceOf = (cause: Cause): TraceId => cause.event.trace;

/** Oldest first: whoever asked earlier is served earlier. */
export const byAge = (a: PullFacts, b: PullFacts): number =>
  Date.parse(a.createdAt) - Date.parse(b.createdAt) || a.number - b.number;

export interface Place {
  readonly installation: InstallationId;
  readonly repositoryId: RepositoryId;
}
