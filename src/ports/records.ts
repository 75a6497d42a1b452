// What was written down, for the people who look after the rules: how work flowed, and who changed what.

import type { InstallationId } from '../core/ids.ts';
import type { Mode } from '../core/policy.ts';
import type { LockLife } from '../core/wip/flow.ts';

export interface PodHistory {
  readonly name: string;
  readonly mode: Mode | null;
  readonly limit: number | null;
  /** Every lock that waited or held in the time asked for. */
  readonly lives: readonly LockLife[];
}

export interface AuditRecord {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly trace: string;
}

export interface Records {
  /** The database clock and the pods with locks in the last `days`. */
  history(installation: InstallationId, days: number): Promise<{ now: string; pods: readonly PodHistory[] }>;
  /** In the order in which they were written, a bounded number at a time. `from` and `to` are instants, `to` not included. */
  audit(
    installation: InstallationId,
    range: { readonly from: string | null; readonly to: string | null },
  ): AsyncIterable<readonly AuditRecord[]>;
}
