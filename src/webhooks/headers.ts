// The three headers that make a request a delivery. Their shape is checked before a byte of the body is read.
// Node joins a repeated header with a comma, which no shape below allows, so a repeated header is refused too.

import { type Reply, refusal } from './reply.ts';

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface DeliveryHeaders {
  readonly event: string;
  readonly guid: string;
  readonly signature: string;
}

const shapes = {
  // Digits too: `projects_v2_item`.
  event: /^[a-z0-9_]{1,64}$/,
  guid: /^[0-9a-zA-Z-]{1,64}$/,
  signature: /^sha256=[0-9a-f]{64}$/,
} as const;

export type HeadersRead =
  | { readonly kind: 'headers'; readonly headers: DeliveryHeaders }
  | { readonly kind: 'refused'; readonly reply: Reply };

export function readHeaders(headers: Headers): HeadersRead {
  const signature = one(headers['x-hub-signature-256'], shapes.signature);
  if (signature === null) return { kind: 'refused', reply: noSignature(headers) };
  const event = one(headers['x-github-event'], shapes.event);
  if (event === null) return badHeader('X-GitHub-Event');
  const guid = one(headers['x-github-delivery'], shapes.guid);
  if (guid === null) return badHeader('X-GitHub-Delivery');
  return { kind: 'headers', headers: { event, guid, signature } };
}

/** The delivery GUID, null when there is none that could be written to a log or a header. */
export function guidOf(headers: Headers): string | null {
  return one(headers['x-github-delivery'], shapes.guid);
}

/** Null for absent, repeated or misshapen. */
function one(value: Headers[string], shape: RegExp): string | null {
  return typeof value === 'string' && shape.test(value) ? value : null;
}

function noSignature(headers: Headers): Reply {
  if (headers['x-hub-signature-256'] !== undefined) {
    return refusal(
      401,
      'bad-signature-header',
      'X-Hub-Signature-256 should be given once, as sha256= and 64 lower-case hex digits.',
      'Let GitHub send the delivery; nothing else can sign it.',
    );
  }
  return refusal(
    401,
    'unsigned',
    'The delivery carries no X-Hub-Signature-256.',
    "Set the webhook secret in the GitHub App's settings to the value of WEBHOOK_SECRET, then redeliver.",
  );
}

function badHeader(header: string): HeadersRead {
  return {
    kind: 'refused',
    reply: refusal(
      400,
      'bad-header',
      `${header} is missing, repeated or malformed.`,
      'Check that a proxy in front of the app passes GitHub’s headers on unchanged.',
    ),
  };
}
