// The faults: each happens when asked for, as often as asked for, and the same way for the same seed.

import { describe, expect, test } from '@jest/globals';
import type { GitHub } from './simulator.ts';
import { refusalOf, type Story, startStory, tell } from './testing.ts';

const shop = 'acme/shop';
const here = { owner: 'acme', repo: 'shop' };

function createCheck({ github, asInstallation }: Story) {
  const head_sha = github.pull(shop, 1).head.sha;
  return asInstallation.request('POST /repos/{owner}/{repo}/check-runs', {
    ...here,
    name: 'clos/wip',
    head_sha,
  });
}

const inOrderOfLeaving = ({ deliveries }: GitHub) =>
  [...deliveries].sort((a, b) => Number(a.turn) - Number(b.turn));

describe('webhooks on a bad day', () => {
  test('a dropped delivery is listed as failed and comes with the same GUID when redelivered', () =>
    tell({}, async ({ github, received, asApp }) => {
      github.misbehave.webhooks({ drop: 1 });
      github.openPull(shop);
      await github.settle();
      expect(received).toHaveLength(0);
      const { data } = await asApp.request('GET /app/hook/deliveries', { per_page: 1 });
      expect(data[0]).toMatchObject({
        event: 'pull_request',
        action: 'opened',
        redelivery: false,
        status_code: 502,
      });
      await asApp.request('POST /app/hook/deliveries/{delivery_id}/attempts', {
        delivery_id: Number(data[0]?.id),
      });
      await github.settle();
      expect(received.map(({ event, guid }) => [event, guid])).toEqual([['pull_request', data[0]?.guid]]);
      const listed = await asApp.request('GET /app/hook/deliveries', { per_page: 1 });
      expect(listed.data[0]).toMatchObject({ guid: data[0]?.guid, redelivery: true, status: 'OK' });
    }));

  test('a delivery the app answered with an error is not retried, but listed with its payload', () =>
    tell({}, async ({ github, received, asApp, answerWith }) => {
      answerWith(500);
      github.subscribe(['pull_request']);
      github.openPull(shop);
      await github.settle();
      expect(received).toHaveLength(1);
      const [failed] = (await asApp.request('GET /app/hook/deliveries')).data;
      const one = await asApp.request('GET /app/hook/deliveries/{delivery_id}', {
        delivery_id: Number(failed?.id),
      });
      expect(one.data).toMatchObject({
        status_code: 500,
        request: { payload: { action: 'opened', number: 1 } },
      });
    }));

  test('deliveries are paged by cursor, newest first, and forgotten after three days', () =>
    tell({}, async ({ github, asApp }) => {
      github.openPull(shop);
      await github.settle();
      const first = await asApp.request('GET /app/hook/deliveries', { per_page: 2 });
      const cursor = /cursor=([^&>]+)/.exec(first.headers.link ?? '')?.[1] ?? '';
      const second = await asApp.request('GET /app/hook/deliveries', { per_page: 2, cursor });
      expect([...first.data, ...second.data].map(({ event }) => event)).toEqual([
        'pull_request',
        'check_suite',
        'push',
      ]);
      github.advance(3 * 24 * 3_600_000 + 1_000);
      expect((await asApp.request('GET /app/hook/deliveries')).data).toEqual([]);
    }));

  test('a lost delivery is nowhere', () =>
    tell({}, async ({ github, received }) => {
      github.misbehave.webhooks({ lose: 1 });
      github.openPull(shop);
      await github.settle();
      expect([received.length, github.deliveries.length]).toEqual([0, 0]);
    }));

  test('duplicates come with the same GUID or with a new one', () =>
    tell({}, async ({ github, received }) => {
      github.subscribe(['pull_request']);
      github.misbehave.webhooks({ duplicate: 1 });
      github.openPull(shop);
      await github.settle();
      expect([received.length, new Set(received.map(({ guid }) => guid)).size]).toEqual([2, 1]);
      github.misbehave.clear();
      github.misbehave.webhooks({ duplicateNewGuid: 1 });
      github.push(shop, 1);
      await github.settle();
      expect([received.length, new Set(received.map(({ guid }) => guid)).size]).toEqual([4, 3]);
    }));

  test('the same seed shuffles the same way, another seed differently, and nothing is lost', async () => {
    const order = async (seed: number) => {
      const story = await startStory({ seed });
      story.github.subscribe(['pull_request']);
      story.github.misbehave.webhooks({ shuffle: 8 });
      for (let count = 0; count < 12; count += 1) story.github.openPull(shop);
      const sent = story.github.deliveries.map(({ id }) => id);
      await story.github.settle();
      const left = inOrderOfLeaving(story.github).map(({ request }) => Number(request.payload.number));
      await story.stop();
      expect(sent).toHaveLength(12);
      expect(story.received).toHaveLength(12);
      return left;
    };
    const [one, again, other] = [await order(7), await order(7), await order(8)];
    expect([...one].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(one).not.toEqual([...one].sort((a, b) => a - b));
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test('late events of a pull request arrive after its end', () =>
    tell({}, async ({ github, events }) => {
      github.subscribe(['pull_request']);
      github.misbehave.webhooks({ late: 1 });
      github.openPull(shop);
      github.closePull(shop, 1);
      expect((await events()).sort()).toEqual(['pull_request.closed', 'pull_request.opened']);
      expect(inOrderOfLeaving(github).map(({ action }) => action)).toEqual(['closed', 'opened']);
    }));

  test('held webhooks wait until they are released, in the order given', () =>
    tell({}, async ({ github, received }) => {
      github.subscribe(['pull_request']);
      github.misbehave.hold();
      github.openPull(shop);
      github.closePull(shop, 1);
      await github.settle();
      expect([received.length, github.misbehave.held.length]).toEqual([0, 2]);
      github.misbehave.release((held) => held.slice(1));
      await github.settle();
      expect(received.map(({ payload }) => payload.action)).toEqual(['closed']);
    }));

  test('delayed webhooks are waited for by settle', () =>
    tell({}, async ({ github, events }) => {
      github.subscribe(['pull_request']);
      github.misbehave.webhooks({ delay: 1, delayMs: 20 });
      github.openPull(shop);
      expect(await events()).toEqual(['pull_request.opened']);
    }));
});

describe('an API on a bad day', () => {
  test('fails before anything happened, once', () =>
    tell({}, async (story) => {
      story.github.openPull(shop);
      story.github.misbehave.failNext('checks/create', { status: 502 });
      expect(await refusalOf(createCheck(story))).toBe(502);
      expect(story.github.checkRuns(shop, { pull: 1 })).toHaveLength(0);
      expect((await createCheck(story)).status).toBe(201);
    }));

  test('applies a write and then loses the answer, by an error or by a cut', () =>
    tell({}, async (story) => {
      story.github.openPull(shop);
      story.github.misbehave.failNext('checks/create', { status: 502, apply: true });
      expect(await refusalOf(createCheck(story))).toBe(502);
      expect(story.github.checkRuns(shop, { pull: 1 })).toHaveLength(1);
      story.github.misbehave.failNext('checks/create', { apply: true });
      expect(await refusalOf(createCheck(story))).toBe(500); // what octokit calls a connection that was cut
      expect(story.github.checkRuns(shop, { pull: 1 })).toHaveLength(2);
      expect(
        story.github.requests
          .filter(({ operation }) => operation === 'checks/create')
          .map(({ status }) => status),
      ).toEqual([502, 0]);
    }));

  test('hangs, then cuts the connection', () =>
    tell({}, async (story) => {
      story.github.openPull(shop);
      story.github.misbehave.failNext('checks/create', { hangMs: 10 });
      expect(await refusalOf(createCheck(story))).toBe(500);
      expect(story.github.checkRuns(shop, { pull: 1 })).toHaveLength(0);
    }));

  test('refuses with retry-after, and lifts the refusal when the time has passed', () =>
    tell({}, async (story) => {
      const { github, asInstallation } = story;
      github.openPull(shop);
      await asInstallation.request('GET /rate_limit');
      github.misbehave.throttle(60);
      const refused = await createCheck(story).catch(
        (error: { status: number; response: { headers: object } }) => error,
      );
      expect(refused).toMatchObject({ status: 429, response: { headers: { 'retry-after': '60' } } });
      github.advance(61_000);
      expect((await createCheck(story)).status).toBe(201);
    }));
});
