// Signed deliveries to send again and again: pull request payloads that people recorded, stamped with our own ids. The body and
// its signature are made once; only the GUID in the head is new each time, so each is a delivery of its own.

import { createHmac, randomUUID } from 'node:crypto';
import { recordedDeliveries } from '../github/examples.ts';
import type { Requests } from './client.ts';

export const SECRET = 'the-secret-of-the-benchmark';

export interface Deliveries {
  readonly requests: Requests;
  readonly bodies: number;
  readonly meanBytes: number;
}

type Payload = Readonly<Record<string, unknown>> & {
  readonly pull_request: object;
  readonly repository: object;
};

const ACTIONS: ReadonlySet<unknown> = new Set(['opened', 'edited', 'synchronize', 'labeled', 'closed']);

function recorded(): Payload[] {
  return [...recordedDeliveries()]
    .filter(({ event, payload }) => event === 'pull_request' && ACTIONS.has(payload.action))
    .map(({ payload }) => payload as Payload);
}

/** Pull request `n` of repository `n % 20`, installation `n % 5`. */
function stamped(payload: Payload, n: number): Buffer {
  const number = Math.floor(n / 20) + 1;
  const installation = { id: 1 + (n % 5), node_id: 'MDQ6' };
  const repository = { ...payload.repository, id: 1000 + (n % 20) };
  const pull = { ...payload.pull_request, number };
  return Buffer.from(JSON.stringify({ ...payload, number, pull_request: pull, repository, installation }));
}

function headOf(body: Buffer): string {
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  return [
    'POST /api/github/webhooks HTTP/1.1',
    'host: localhost',
    'user-agent: GitHub-Hookshot/5155115',
    'accept: */*',
    'content-type: application/json',
    `content-length: ${body.length}`,
    'x-github-event: pull_request',
    `x-hub-signature-256: sha256=${signature}`,
    'x-github-delivery: ',
  ].join('\r\n');
}

/** @param pulls how many pull requests they are about. */
export function makeDeliveries(pulls: number): Deliveries {
  const examples = recorded();
  const made = Array.from({ length: pulls }, (_, n) => {
    const body = stamped(examples[n % examples.length] as Payload, n);
    return { body, head: headOf(body) };
  });
  return {
    bodies: made.length,
    meanBytes: made.reduce((total, { body }) => total + body.length, 0) / made.length,
    requests: (n) => {
      const one = made[n % made.length] as (typeof made)[number];
      return [`${one.head}${randomUUID()}\r\n\r\n`, one.body];
    },
  };
}
