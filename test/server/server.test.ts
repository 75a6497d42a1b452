// The HTTP face: what each address answers, and that a genuine delivery gets through as GitHub sends it.

import { describe, expect, test } from '@jest/globals';
import { SupersededFault, TerminalFault } from '../../src/core/faults.ts';
import type { Probe } from '../../src/ports/health.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { deliveryHeaders, example, examples } from '../webhooks/support.ts';
import { codeOf, HOOK, post, startServer } from './support.ts';

const json = async (response: Response) => [response.status, await response.json()];

describe('deliveries', () => {
  test('all 329 recorded deliveries, signed, are accepted', async () => {
    await using server = await startServer();
    const statuses = new Map<string, number>();
    for (const [index, { event, payload }] of examples.entries()) {
      const body = JSON.stringify(payload);
      const answer = await post(server.url + HOOK, deliveryHeaders(event, body, `guid-${index}`), body);
      const outcome = `${answer.status} ${codeOf(answer)}`;
      statuses.set(outcome, (statuses.get(outcome) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ '202 stored': 319, '202 ignored': 10 });
    expect(server.inbox.rows.size).toBe(319);
  });

  test('carry their GUID as the trace into the answer', async () => {
    await using server = await startServer();
    const body = '{"zen":"…"}';
    const answer = await post(server.url + HOOK, deliveryHeaders('ping', body, 'abc-123'), body);
    expect(answer.headers['x-clos-trace']).toBe('abc-123');
  });

  test('may also come to the root, the address Probot’s set-up page registers', async () => {
    await using server = await startServer();
    const body = JSON.stringify(example('push'));
    expect((await post(`${server.url}/`, deliveryHeaders('push', body, 'g'), body)).status).toBe(202);
  });

  test('T-53 of an unknown event are accepted, filed as ignored and counted', async () => {
    await using server = await startServer();
    const body = '{"action":"exploded","volcano":{"id":1}}';
    const answer = await post(server.url + HOOK, deliveryHeaders('volcano', body, 'g'), body);
    expect([answer.status, codeOf(answer)]).toEqual([202, 'stored']);
    expect(server.inbox.rows.get('g')).toMatchObject({
      subject: null,
      ignoredReason: 'not an event we asked for',
    });
    expect(server.metrics.deliveries).toEqual(new Map([['stored volcano', 1]]));
  });

  test('that are empty, of odd content types or none are judged by signature, not by type', async () => {
    await using server = await startServer();
    const body = '{"zen":"…"}';
    for (const type of ['text/plain', 'application/vnd.github+json; charset=utf-8', undefined]) {
      const { 'content-type': _, ...rest } = deliveryHeaders('ping', body, `g-${type?.length}`);
      const headers = type === undefined ? rest : { ...rest, 'content-type': type };
      expect(codeOf(await post(server.url + HOOK, headers, body))).toBe('stored');
    }
    expect(codeOf(await post(server.url + HOOK, deliveryHeaders('ping', body, 'g'), ''))).toBe(
      'wrong-signature',
    );
  });

  test('while the inbox is down are answered 503 with Retry-After', async () => {
    const deliveries = {
      metrics: createMetrics().metrics,
      appId: 1,
      verify: async () => '{}',
      inbox: { accept: () => Promise.reject(new Error('no database')) },
    };
    await using server = await startServer({ deliveries });
    const answer = await post(server.url + HOOK, deliveryHeaders('ping', '{}', 'g'), '{}');
    expect([answer.status, codeOf(answer), answer.headers['retry-after']]).toEqual([503, 'not-stored', '10']);
  });
});

describe('health', () => {
  const probe = (name: Probe['name'], check: () => Promise<void>): Probe => ({ name, check });

  test('/healthz says that the process is up, whatever its parts say', async () => {
    await using server = await startServer({
      probes: [probe('database', () => Promise.reject(new Error('down')))],
    });
    expect(await json(await fetch(`${server.url}/healthz`))).toEqual([200, { status: 'up' }]);
  });

  test('/readyz is ready when every part is', async () => {
    await using server = await startServer({ probes: [probe('database', async () => undefined)] });
    expect(await json(await fetch(`${server.url}/readyz`))).toEqual([
      200,
      { status: 'ready', checks: { database: 'ok' } },
    ]);
  });

  test('/readyz names the part that is not, without what its driver said', async () => {
    const probes = [
      probe('database', () => Promise.reject(new Error('postgres://clos:hunter2@db/clos refused'))),
      probe('migrations', () => Promise.reject(new TerminalFault('behind', 'run the migrations'))),
      probe('worker', () => new Promise(() => undefined)),
    ];
    await using server = await startServer({ probes, limits: { probeMs: 20 } });
    expect(await json(await fetch(`${server.url}/readyz`))).toEqual([
      503,
      { status: 'not-ready', checks: { database: 'failed', migrations: 'behind', worker: 'timed-out' } },
    ]);
  });

  test('T-72 /readyz says when a newer version has taken over; whoever takes deliveries stays in line for them', async () => {
    const probes = [
      probe('database', async () => undefined),
      probe('worker', () => Promise.reject(new SupersededFault())),
    ];
    const body = {
      status: 'superseded',
      message: new SupersededFault().message,
      checks: { database: 'ok', worker: 'superseded' },
    };
    await using server = await startServer({ probes });
    expect(await json(await fetch(`${server.url}/readyz`))).toEqual([200, body]);
    await using worker = await startServer({ probes, deliveries: null });
    expect(await json(await fetch(`${worker.url}/readyz`))).toEqual([503, body]);
    const down = probe('database', () => Promise.reject(new Error('down')));
    await using broken = await startServer({ probes: [down, ...probes.slice(1)] });
    expect((await fetch(`${broken.url}/readyz`)).status).toBe(503);
  });

  test('/readyz asked many times at once probes once', async () => {
    let asked = 0;
    const { promise: open, resolve } = Promise.withResolvers<void>();
    const probes = [
      probe('database', async () => {
        asked += 1;
        await open;
      }),
    ];
    await using server = await startServer({ probes });
    const ask = (path: string) => server.server.inject(path);
    const answers = Array.from({ length: 5 }, () => ask('/readyz'));
    // Requests take their steps in turn, so by this answer the five before it have reached the probe.
    await ask('/healthz');
    resolve();
    expect((await Promise.all(answers)).map(({ statusCode }) => statusCode)).toEqual([
      200, 200, 200, 200, 200,
    ]);
    expect(asked).toBe(1);
  });
});

describe('everything else', () => {
  test('/metrics is in Prometheus’s format', async () => {
    await using server = await startServer();
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await response.text()).toContain('# TYPE clos_deliveries_total counter');
  });

  test.each(['/', '/nowhere', HOOK, '/api', '/.env', '/%zz'])(
    'GET %s is refused with a next step',
    async (path) => {
      await using server = await startServer();
      const response = await fetch(server.url + path);
      expect([400, 404]).toContain(response.status);
      expect(await response.json()).toEqual({
        error: { code: expect.any(String), message: expect.any(String), next: expect.any(String) },
      });
    },
  );

  test('an error of ours shows a trace and no stack', async () => {
    await using server = await startServer({
      metricsText: () => Promise.reject(new Error('secret /src/path.ts')),
    });
    const response = await fetch(`${server.url}/metrics`);
    expect(response.status).toBe(500);
    expect(response.headers.get('x-clos-trace')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.text()).not.toMatch(/secret|path\.ts|at /);
  });

  test('answers carry helmet’s headers', async () => {
    await using server = await startServer();
    const { headers } = await fetch(`${server.url}/healthz`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
