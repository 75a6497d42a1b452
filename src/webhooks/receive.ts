// A request becomes a delivery: headers, signature over the raw bytes, JSON, meaning, and then durable.
// Invariants: nothing is stored unless its signature held; nothing is acknowledged with "stored" before the inbox said so.

import { createHash } from 'node:crypto';
import { subjectKey } from '../core/event.ts';
import { MalformedFault } from '../core/faults.ts';
import type { InboundDelivery, Inbox } from '../ports/inbox.ts';
import type { Metrics } from '../ports/metrics.ts';
import { type Fields, fields } from './fields.ts';
import { type DeliveryHeaders, type Headers, readHeaders } from './headers.ts';
import { actionOf, lenientInstallation, normalise } from './normalise.ts';
import { runBy } from './payloads/checks.ts';
import { withoutProse } from './prose.ts';
import { isEcho } from './reactions.ts';
import { outcomeOf, type Reply, refusal } from './reply.ts';
import type { Verify } from './signature.ts';

export interface InboundRequest {
  readonly headers: Headers;
  /** Already within the cap: a signature is never computed over more. */
  readonly body: Buffer;
}

export interface ReceiveDeps {
  readonly verify: Verify;
  readonly inbox: Inbox;
  readonly metrics: Metrics;
  /** Ours: what other apps check is told from what we check by it. */
  readonly appId: number;
  /** Told why the inbox failed; the sender is not. */
  readonly onInboxFailure: (error: unknown, guid: string) => void;
}

export async function receive(request: InboundRequest, deps: ReceiveDeps): Promise<Reply> {
  const read = readHeaders(request.headers);
  if (read.kind === 'refused') return counted(read.reply, 'unknown', deps);
  const reply = await receiveSigned(read.headers, request, deps);
  return counted(reply, read.headers.event, deps);
}

export function counted(reply: Reply, event: string, { metrics }: Pick<ReceiveDeps, 'metrics'>): Reply {
  metrics.delivery(outcomeOf(reply), event);
  return reply;
}

async function receiveSigned(
  headers: DeliveryHeaders,
  request: InboundRequest,
  deps: ReceiveDeps,
): Promise<Reply> {
  const signed = await deps.verify(request.body, headers.signature);
  if (signed === null) return wrongSignature();
  if (isForm(request.headers['content-type'])) return formBody();
  const payload = parseObject(signed);
  if (payload === null) return notJson();
  if (isEcho(headers.event, actionOf(payload), runBy(payload) === deps.appId))
    return { status: 202, body: { status: 'ignored' }, retryAfter: null };
  return store(delivery(headers, payload, request.body), deps);
}

async function store(delivery: InboundDelivery, deps: ReceiveDeps): Promise<Reply> {
  try {
    const acceptance = await deps.inbox.accept(delivery);
    return acceptance === 'conflict'
      ? conflict()
      : { status: 202, body: { status: acceptance }, retryAfter: null };
  } catch (error) {
    deps.onInboxFailure(error, delivery.guid);
    return notStored();
  }
}

function delivery({ guid, event }: DeliveryHeaders, payload: Fields, body: Buffer): InboundDelivery {
  const base = {
    guid,
    event,
    action: actionOf(payload) || null,
    // Of what was signed, not of what is stored: two bodies that differ in prose alone are still two (T-44).
    hash: createHash('sha256').update(body).digest(),
    body: withoutProse(event, payload, body),
  };
  try {
    const { installationId, ...outcome } = normalise(event, payload);
    return outcome.kind === 'ignored'
      ? { ...base, installationId, subject: null, ignoredReason: outcome.reason }
      : { ...base, installationId, subject: subjectKey(outcome.subject), ignoredReason: null };
  } catch (error) {
    if (!(error instanceof MalformedFault)) throw error;
    // GitHub signed it, so it is kept: the worker meets the same fault and quarantines it where people can see it.
    return {
      ...base,
      installationId: lenientInstallation(payload),
      subject: `delivery/${guid}`,
      ignoredReason: null,
    };
  }
}

function parseObject(signed: string): Fields | null {
  try {
    return fields(JSON.parse(signed), 'payload');
  } catch {
    return null;
  }
}

function isForm(contentType: Headers[string]): boolean {
  return typeof contentType === 'string' && /^application\/x-www-form-urlencoded\b/i.test(contentType);
}

const wrongSignature = () =>
  refusal(
    401,
    'wrong-signature',
    'The signature does not match the body and our secret.',
    "Make the webhook secret in the GitHub App's settings and WEBHOOK_SECRET the same, then redeliver.",
  );

const formBody = () =>
  refusal(
    415,
    'form-body',
    'The delivery is form-encoded; only JSON is read.',
    "Set the webhook's content type to application/json, then redeliver.",
  );

const notJson = () =>
  refusal(
    400,
    'not-json',
    'The body is not a JSON object.',
    "Set the webhook's content type to application/json.",
  );

const conflict = () =>
  refusal(
    409,
    'guid-conflict',
    'This delivery id was stored before with another body.',
    'Look for a second sender that signs with our secret, and change the secret if there is one.',
  );

const notStored = () =>
  refusal(
    503,
    'not-stored',
    'The delivery could not be stored.',
    'Nothing to do: the sweep asks GitHub to redeliver failed deliveries.',
    10,
  );
