// From request to row: the order of the questions, what each refusal says, and what is stored.

import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { APP_ITSELF } from '../../src/core/ids.ts';
import type { Inbox } from '../../src/ports/inbox.ts';
import { type ReceiveDeps, receive } from '../../src/webhooks/receive.ts';
import { signatureVerifier } from '../../src/webhooks/signature.ts';
import { altered, deliveryHeaders, example, memoryInbox, recordedMetrics, SECRET, sign } from './support.ts';

/** The app that GitHub's examples are told to. */
const OURS = 29310;

function house(inbox: Inbox = memoryInbox()) {
  const metrics = recordedMetrics();
  const failures: unknown[] = [];
  const deps: ReceiveDeps = {
    verify: signatureVerifier(SECRET),
    inbox,
    metrics,
    appId: OURS,
    onInboxFailure: (error) => failures.push(error),
  };
  const send = (event: string, payload: unknown, headers: Record<string, string> = {}) => {
    const body = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
    return receive({ headers: { ...deliveryHeaders(event, body, 'guid-1'), ...headers }, body }, deps);
  };
  return { send, metrics, failures };
}

const codeOf = ({ body }: { body: object }) =>
  'error' in body ? (body.error as { code: string }).code : body;

describe('an accepted delivery', () => {
  test('is stored with its subject and its very bytes', async () => {
    const inbox = memoryInbox();
    const { send, metrics } = house(inbox);
    const body = Buffer.from(JSON.stringify(example('pull_request', 'opened'), null, 3));
    expect(await send('pull_request', body)).toEqual({
      status: 202,
      body: { status: 'stored' },
      retryAfter: null,
    });
    expect([...inbox.rows.values()]).toEqual([
      {
        guid: 'guid-1',
        event: 'pull_request',
        action: 'opened',
        installationId: 1,
        hash: createHash('sha256').update(body).digest(),
        body,
        subject: 'pull/186853002/2',
        ignoredReason: null,
      },
    ]);
    expect(metrics.deliveries).toEqual(new Map([['stored pull_request', 1]]));
  });

  test('that comes twice is a duplicate, and with other bytes a conflict', async () => {
    const { send } = house();
    await send('push', example('push'));
    expect(await send('push', example('push'))).toMatchObject({ status: 202, body: { status: 'duplicate' } });
    const other = await send('push', { ...example('push'), compare: 'other' });
    expect([other.status, codeOf(other)]).toEqual([409, 'guid-conflict']);
  });

  test('that is ignored is stored with the reason', async () => {
    const inbox = memoryInbox();
    await house(inbox).send('ping', { zen: 'Design for failure.' });
    expect([...inbox.rows.values()]).toMatchObject([
      {
        event: 'ping',
        action: null,
        installationId: APP_ITSELF,
        subject: null,
        ignoredReason: expect.any(String),
      },
    ]);
  });

  test('that is malformed is stored as its own subject, for the worker to quarantine', async () => {
    const inbox = memoryInbox();
    const broken = { ...example('pull_request', 'opened'), pull_request: null };
    expect((await house(inbox).send('pull_request', broken)).status).toBe(202);
    expect([...inbox.rows.values()]).toMatchObject([
      { installationId: 1, subject: 'delivery/guid-1', ignoredReason: null },
    ]);
  });

  test.each([
    ['check_run', 'completed'],
    ['check_suite', 'requested'],
  ])('%s.%s, our own echo, is counted and leaves no row', async (event, action) => {
    const inbox = memoryInbox();
    const { send, metrics } = house(inbox);
    expect(await send(event, example(event, action))).toMatchObject({
      status: 202,
      body: { status: 'ignored' },
    });
    expect(inbox.rows.size).toBe(0);
    expect(metrics.deliveries).toEqual(new Map([[`ignored ${event}`, 1]]));
  });

  test('a check that another app finished is kept, about its repository', async () => {
    const inbox = memoryInbox();
    const foreign = altered(example('check_run', 'completed'), 'check_run.app.id', OURS + 1);
    await house(inbox).send('check_run', foreign);
    expect([...inbox.rows.values()]).toMatchObject([
      { subject: 'repository/186853002', ignoredReason: null },
    ]);
  });

  test('a pressed button of ours is kept', async () => {
    const inbox = memoryInbox();
    await house(inbox).send('check_run', example('check_run', 'requested_action'));
    expect(inbox.rows.size).toBe(1);
  });
});

describe('a refused delivery', () => {
  test.each([
    ['x-github-event', 'Push', 400, 'bad-header'],
    ['x-github-event', 'push, push', 400, 'bad-header'],
    ['x-github-delivery', '', 400, 'bad-header'],
    ['x-github-delivery', '../etc', 400, 'bad-header'],
    ['x-github-delivery', 'a'.repeat(65), 400, 'bad-header'],
    ['x-hub-signature-256', 'sha256=', 401, 'bad-signature-header'],
    ['x-hub-signature-256', sign('{}').toUpperCase(), 401, 'bad-signature-header'],
    ['x-hub-signature-256', `${sign('{}')}\n`, 401, 'bad-signature-header'],
    ['x-hub-signature-256', sign('{}', 'another secret'), 401, 'wrong-signature'],
    ['x-hub-signature-256', sign('{ }'), 401, 'wrong-signature'],
  ])('with %s: %j is answered %i %s', async (header, value, status, code) => {
    const inbox = memoryInbox();
    const reply = await house(inbox).send('push', {}, { [header]: value });
    expect([reply.status, codeOf(reply)]).toEqual([status, code]);
    expect(reply.body).toEqual({ error: { code, message: expect.any(String), next: expect.any(String) } });
    expect(inbox.rows.size).toBe(0);
  });

  test('without a signature says where to set the secret', async () => {
    const deps = {
      inbox: memoryInbox(),
      metrics: recordedMetrics(),
      appId: OURS,
      onInboxFailure: () => undefined,
    };
    const verify = () => Promise.reject(new Error('must not be asked'));
    const headers = { 'x-github-event': 'push', 'x-github-delivery': 'g', 'x-hub-signature': 'sha1=00' };
    const reply = await receive({ headers, body: Buffer.from('{}') }, { ...deps, verify });
    expect([reply.status, codeOf(reply)]).toEqual([401, 'unsigned']);
  });

  test('is refused when the same JSON was written anew: the signature is over the bytes', async () => {
    const inbox = memoryInbox();
    const original = JSON.stringify(example('push'), null, 2);
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(original)));
    const reply = await house(inbox).send('push', rewritten, { 'x-hub-signature-256': sign(original) });
    expect(codeOf(reply)).toBe('wrong-signature');
    expect(inbox.rows.size).toBe(0);
  });

  test('is refused when bytes that are not UTF-8 stand where U+FFFD was signed', async () => {
    const signed = Buffer.from('{"title":"\ufffd"}');
    const swapped = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(swapped.toString()).toBe(signed.toString());
    const { send } = house();
    expect(codeOf(await send('ping', swapped, { 'x-hub-signature-256': sign(signed) }))).toBe(
      'wrong-signature',
    );
    expect(codeOf(await send('ping', signed))).toEqual({ status: 'stored' });
  });

  test('with a form body is told which setting to change', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const reply = await house().send('push', Buffer.from('payload=%7B%7D'), headers);
    expect([reply.status, codeOf(reply)]).toEqual([415, 'form-body']);
    expect(JSON.stringify(reply.body)).toContain('application/json');
  });

  test.each(['', '{', '[]', 'null', '7', '\ufeff{}'])('with the body %j is no JSON object', async (body) => {
    const reply = await house().send('push', Buffer.from(body));
    expect(reply.status).toBe(body === '' ? 401 : 400);
  });

  test('while the inbox is down is a 503, so that GitHub records a failed delivery', async () => {
    const down = new Error('connection refused');
    const { send, failures, metrics } = house({ accept: () => Promise.reject(down) });
    const reply = await send('push', example('push'));
    expect(reply).toMatchObject({ status: 503, retryAfter: expect.any(Number) });
    expect(JSON.stringify(reply)).not.toContain('connection refused');
    expect(failures).toEqual([down]);
    expect(metrics.deliveries).toEqual(new Map([['not-stored push', 1]]));
  });
});
