// Where accepted deliveries become durable. A delivery is acknowledged only after `accept` has resolved.

import type { InstallationId } from '../core/ids.ts';

export interface InboundDelivery {
  /** `X-GitHub-Delivery`; the same again when GitHub redelivers. Also the trace id of all it causes. */
  readonly guid: string;
  /** `X-GitHub-Event`, such as `pull_request`. */
  readonly event: string;
  readonly action: string | null;
  readonly installationId: InstallationId;
  /** SHA-256 of the bytes the signature was checked over: what `conflict` is told by (T-44). */
  readonly hash: Buffer;
  /** What is stored: those bytes, without people's prose. */
  readonly body: Buffer;
  /** What it is about (`subjectKey`), or null with the reason why nothing follows from it. */
  readonly subject: string | null;
  readonly ignoredReason: string | null;
}

/**
 * `stored`: durable, with its job. `duplicate`: this GUID with this hash was stored before; nothing to do.
 * `conflict`: this GUID was stored with another hash; refused and alerted (T-44).
 */
export type Acceptance = 'stored' | 'duplicate' | 'conflict';

export interface Inbox {
  accept(delivery: InboundDelivery): Promise<Acceptance>;
}
