// Prose about issues does not reach the inbox; what the worker needs does.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { createPools, type Pools } from '../../src/adapters/postgres/pools.ts';
import { normalise } from '../../src/webhooks/normalise.ts';
import { withoutProse } from '../../src/webhooks/prose.ts';
import { receive } from '../../src/webhooks/receive.ts';
import { signatureVerifier } from '../../src/webhooks/signature.ts';
import { CANARIES } from '../core/redaction/canaries.ts';
import { createDatabase, type TestDatabase } from '../support/cluster.ts';
import {
  altered,
  deliveryHeaders,
  example,
  examples,
  type Payload,
  recordedMetrics,
  SECRET,
} from './support.ts';

const stored = (event: string, payload: Payload) =>
  JSON.parse(withoutProse(event, payload, Buffer.from(JSON.stringify(payload))).toString());

describe('what is stored', () => {
  test.each(['push', 'pull_request', 'check_run', 'ping', 'pull_request_review'])(
    'of %s is what came',
    (event) => {
      const body = Buffer.from(JSON.stringify(example(event), null, 3));
      expect(withoutProse(event, example(event), body)).toBe(body);
    },
  );

  test('of an issue is all but its words', () => {
    const payload: Payload = {
      ...example('issues', 'edited'),
      changes: { title: { from: 'a' }, body: { from: 'b' }, new_issue: { id: 1, title: 'c', body: 'd' } },
    };
    expect(stored('issues', payload)).toEqual({
      ...payload,
      issue: { ...(payload.issue as Payload), title: null, body: null },
      changes: { title: { from: null }, body: { from: null }, new_issue: { id: 1, title: null, body: null } },
    });
  });

  test('of a comment is its command', () => {
    const payload = altered(
      example('issue_comment', 'created'),
      'comment.body',
      `/clos take\nghp_${'a1B2'.repeat(9)}`,
    );
    const { issue, comment } = stored('issue_comment', payload);
    expect([issue.title, issue.body, comment.body]).toEqual([
      null,
      null,
      '/clos take\n[redacted: GitHub token]',
    ]);
  });

  test.each([
    ['password=', '.'],
    ['/clos take ', '#'],
    ['/clos take because password=', '.'],
    ['/clos take\n', ' \t'],
  ])(
    'D1 T-156: of a comment of 64 KB that is %j and %j, no more than a command can need',
    (start, repeated) => {
      const body = start + repeated.repeat(65_536 / repeated.length);
      const payload = altered(example('issue_comment', 'created'), 'comment.body', body);
      const { comment } = stored('issue_comment', payload);
      expect(comment.body).toBe(start.startsWith('/clos') ? body.slice(0, 1_000) : '');
      expect(normalise('issue_comment', stored('issue_comment', payload))).toEqual(
        normalise('issue_comment', payload),
      );
    },
  );

  test('T-105 of a command, no half of a secret that goes over its end', () => {
    const start = `/clos take because ${'very '.repeat(193)}`;
    const payload = altered(
      example('issue_comment', 'created'),
      'comment.body',
      `${start} ghp_${'a1B2'.repeat(9)} is it`,
    );
    const { comment } = stored('issue_comment', payload);
    expect(start.length).toBeLessThan(1_000);
    expect(comment.body).toBe(`${start} [redacted: GitHub token] is it`.slice(0, 1_000));
  });

  test.each([null, [], 'text', 7])('of a malformed one is what is malformed: %j', (odd) => {
    const payload = { issue: odd, comment: odd, changes: odd };
    expect(stored('issue_comment', payload)).toEqual(payload);
  });

  test('means the same as what came, for all of GitHub’s examples', () => {
    const ours = examples.filter(({ event }) => event === 'issues' || event === 'issue_comment');
    expect(ours.length).toBeGreaterThan(10);
    for (const { event, payload } of ours) {
      expect(normalise(event, stored(event, payload))).toEqual(normalise(event, payload));
    }
  });
});

describe('the inbox', () => {
  let database: TestDatabase;
  let pools: Pools;
  let owner: pg.Client;

  beforeAll(async () => {
    database = await createDatabase();
    pools = createPools(database.url, () => undefined, 2);
    owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
  });

  afterAll(async () => {
    await Promise.all([pools.end(), owner.end()]);
    await database.drop();
  });

  const send = async (guid: string, event: string, payload: Payload) => {
    const body = Buffer.from(JSON.stringify(payload));
    const deps = {
      verify: signatureVerifier(SECRET),
      inbox: createInbox(pools.app),
      metrics: recordedMetrics(),
      appId: 1,
      onInboxFailure: (error: unknown) => expect(error).toBeNull(),
    };
    const reply = await receive({ headers: deliveryHeaders(event, body, guid), body }, deps);
    return 'status' in reply.body ? reply.body.status : reply.status;
  };

  const told = (text: string): readonly (readonly [string, Payload])[] => {
    const idea = altered(altered(example('issues', 'edited'), 'issue.body', text), 'issue.title', text);
    const changed = {
      ...idea,
      changes: { title: { from: text }, body: { from: text }, old_issue: { title: text, body: text } },
    };
    const comment = altered(
      altered(example('issue_comment', 'created'), 'issue.body', text),
      'comment.body',
      text,
    );
    return [
      ['issues', changed],
      ['issue_comment', altered(comment, 'issue.title', text)],
    ];
  };

  test('T-105 holds no secret that stood in an issue or a comment', async () => {
    for (const [i, { before, secret, after }] of CANARIES.entries())
      for (const [event, payload] of told(`/clos take because\n${before}${secret}${after}\n`))
        expect(await send(`${event.length}-${i}`, event, payload)).toBe('stored');
    const { rows } = await owner.query<{ body: Buffer }>('SELECT body FROM deliveries');
    const all = rows.map(({ body }) => body.toString()).join('\n');
    expect(rows).toHaveLength(2 * CANARIES.length);
    expect(CANARIES.filter(({ secret }) => all.includes(JSON.stringify(secret).slice(1, -1)))).toEqual([]);
  });

  test('T-44 tells deliveries apart that differ in prose alone', async () => {
    for (const [event, payload] of told('an idea')) {
      const other = altered(payload, 'issue.body', 'another idea');
      expect(await send(`again-${event.length}`, event, payload)).toBe('stored');
      expect(await send(`again-${event.length}`, event, payload)).toBe('duplicate');
      expect(await send(`again-${event.length}`, event, other)).toBe(409);
    }
  });
});
