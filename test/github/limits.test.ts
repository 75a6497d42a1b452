// Rate limits hold where GitHub documents them, and each can be set or switched off.

import { describe, expect, test } from '@jest/globals';
import { Throttle } from './api/throttle.ts';
import { Violations } from './openapi/violations.ts';
import { refusalOf, tell } from './testing.ts';

const shop = 'acme/shop';
const here = { owner: 'acme', repo: 'shop' };

describe('rate limits', () => {
  test('the primary limit counts down in the headers, then refuses until the hour is over', () =>
    tell({ limits: { perHour: 2 } }, async ({ github, asInstallation }) => {
      const get = () => asInstallation.request('GET /repos/{owner}/{repo}', here);
      expect((await get()).headers['x-ratelimit-remaining']).toBe('1');
      expect((await get()).headers['x-ratelimit-remaining']).toBe('0');
      expect(await refusalOf(get())).toBe(403);
      github.advance(3_600_000 - 30_000);
      github.limits.perHour = 3;
      expect((await get()).headers['x-ratelimit-limit']).toBe('3');
    }));

  test('80 comments a minute and no more', () =>
    tell({ limits: { contentPerMinute: 3 } }, async ({ github, asInstallation }) => {
      github.openPull(shop);
      const comment = () =>
        asInstallation.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
          ...here,
          issue_number: 1,
          body: 'hi',
        });
      for (let count = 0; count < 3; count += 1) await comment();
      const refused = await comment().catch((error: object) => error);
      expect(refused).toMatchObject({
        status: 403,
        response: { headers: { 'retry-after': expect.stringMatching(/^\d+$/) } },
      });
      github.advance(61_000);
      expect((await comment()).status).toBe(201);
    }));

  test('too many calls at once are refused', () =>
    tell({ limits: { concurrent: 2 }, latencyMs: 300 }, async ({ asInstallation }) => {
      await asInstallation.request('GET /rate_limit');
      const get = () =>
        asInstallation.request('GET /repos/{owner}/{repo}', here).then(
          ({ status }) => status,
          ({ status }) => status,
        );
      const statuses = await Promise.all([get(), get(), get(), get()]);
      expect(statuses.filter((status) => status === 200)).toHaveLength(2);
      expect(statuses.filter((status) => status === 403)).toHaveLength(2);
    }));

  test('points a minute are counted when that limit is on: 1 for a read, 5 for a write', () =>
    tell({ limits: { pointsPerMinute: 7 } }, async ({ github, asInstallation }) => {
      const head_sha = github.openPull(shop).head.sha;
      const write = () =>
        asInstallation.request('POST /repos/{owner}/{repo}/check-runs', { ...here, name: 'x', head_sha });
      await write();
      expect(await refusalOf(write())).toBe(403);
    }));

  test('whoever calls on although told to wait is recorded', () => {
    const violations = new Violations();
    let now = 0;
    const clock = () => new Date(now);
    const throttle = new Throttle(clock, violations, 0);
    throttle.told('installation 1', 60);
    now = 59_000;
    throttle.refusal('installation 2', 'GET /a');
    expect(violations.count).toBe(0);
    throttle.refusal('installation 1', 'GET /a');
    now = 61_000;
    throttle.refusal('installation 1', 'GET /b');
    expect(violations.all).toEqual([
      { kind: 'calledDuringRetryAfter', where: 'installation 1', what: 'GET /a' },
    ]);
    expect(() => violations.assertNone()).toThrow('calledDuringRetryAfter installation 1: GET /a');
  });
});
