// The log and the count of API requests: what reads and writes a story costs is something tests assert.

import type { CallId } from '../openapi/used.ts';

export type RequestRecord = {
  readonly at: string; // when it came in
  readonly method: string;
  readonly path: string; // with query
  readonly operation: CallId | null;
  readonly status: number; // 0: the answer was lost
  readonly installationId: number | null;
  readonly kind: 'read' | 'write' | 'auth';
};

export type RequestCounts = { reads: number; writes: number; auth: number };

export class RequestLog {
  readonly #keepAll: boolean;
  all: RequestRecord[] = [];
  counts: RequestCounts = { reads: 0, writes: 0, auth: 0 };

  constructor(keepAll: boolean) {
    this.#keepAll = keepAll;
  }

  add(record: RequestRecord): void {
    if (record.kind === 'auth') this.counts.auth += 1;
    else this.counts[record.kind === 'read' ? 'reads' : 'writes'] += 1;
    if (this.#keepAll) this.all.push(record);
  }

  reset(): void {
    this.all = [];
    this.counts = { reads: 0, writes: 0, auth: 0 };
  }
}

export function kindOf(operation: CallId | null, method: string): RequestRecord['kind'] {
  if (operation === 'apps/create-installation-access-token') return 'auth';
  return method === 'GET' || operation === 'graphql' ? 'read' : 'write';
}
