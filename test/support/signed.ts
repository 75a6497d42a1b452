// Sending a delivery by hand, signed as GitHub signs, for what the simulator would never send.

import { createHmac, randomUUID } from 'node:crypto';

export interface Sent {
  readonly status: number;
  readonly body: unknown;
}

export async function send(
  url: string,
  secret: string,
  event: string,
  payload: unknown,
  guid: string = randomUUID(),
): Promise<Sent> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': guid,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  });
  return { status: response.status, body: await response.json() };
}
