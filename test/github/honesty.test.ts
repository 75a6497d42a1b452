// What keeps the simulator honest: GitHub's own description, and deliveries recorded from the real GitHub.

import { describe, expect, test } from '@jest/globals';
import { routes } from './api/server.ts';
import { recordedDeliveries } from './examples.ts';
import { description } from './openapi/description.ts';
import { recordedDeviations } from './openapi/exceptions.ts';
import { usedOperations, usedWebhooks } from './openapi/used.ts';
import { Validator } from './openapi/validator.ts';
import { Violations } from './openapi/violations.ts';
import { startStory } from './testing.ts';

const here = { owner: 'acme', repo: 'shop' };

describe('the description', () => {
  test('holds exactly the operations that are served and the webhooks that are listed', () => {
    expect(routes.map(({ operation }) => operation).sort()).toEqual([...usedOperations].sort());
    expect(Object.keys(description.operations)).toEqual([...usedOperations]);
    expect(Object.keys(description.webhooks)).toEqual([...usedWebhooks]);
  });

  test('agrees with the recorded deliveries, but for what is listed as known', () => {
    const known = new Set<string>(usedWebhooks);
    const recorded = [...recordedDeliveries()];
    expect(recorded).toHaveLength(329);
    const violations = new Violations();
    const validator = new Validator(violations);
    for (const { event, payload } of recorded) {
      const name = payload.action === undefined ? event : `${event}.${String(payload.action)}`;
      if (known.has(name)) validator.webhook(name, payload);
    }
    const surprising = violations.all.filter(
      ({ what }) => !recordedDeviations.some(({ pattern }) => pattern.test(what)),
    );
    expect(surprising).toEqual([]);
    for (const { pattern } of recordedDeviations)
      expect(violations.all.some(({ what }) => pattern.test(what))).toBe(true);
  });
});

describe('assertHonest', () => {
  test('names a call that is not described, a key GitHub does not know and a value it does not take', async () => {
    const { github, asInstallation, stop } = await startStory();
    const head_sha = github.openPull('acme/shop').head.sha;
    await asInstallation.request('GET /repos/{owner}/{repo}/nothing', here).catch(() => null);
    await asInstallation.request('POST /repos/{owner}/{repo}/check-runs', {
      ...here,
      name: 'x',
      head_sha,
      conclussion: 'success',
    });
    await asInstallation
      .request('POST /repos/{owner}/{repo}/check-runs', {
        ...here,
        name: 'x',
        head_sha,
        output: { title: 't', sumary: 's' },
      } as never)
      .catch(() => null);
    await asInstallation.request('GET /repos/{owner}/{repo}/pulls', {
      ...here,
      state: 'green' as 'open',
      per_pages: 3,
    });
    expect(() => github.assertHonest()).toThrow(/unknownPath GET \/repos\/acme\/shop\/nothing/);
    expect(() => github.assertHonest()).toThrow(/conclussion/);
    expect(() => github.assertHonest()).toThrow(/output.sumary/);
    expect(() => github.assertHonest()).toThrow(/pulls\/list: state/);
    expect(() => github.assertHonest()).toThrow(/per_pages/);
    await stop();
  });

  test('finds an answer and a webhook that are not what GitHub would send', () => {
    const violations = new Violations();
    const validator = new Validator(violations);
    validator.answer('repos/get', 200, { id: 1 });
    validator.answer('repos/get', 418, {});
    validator.webhook('pull_request.opened', { action: 'opened' });
    validator.webhook('pull_request.exploded', {});
    expect(violations.all.map(({ kind, where }) => `${kind} ${where}`)).toEqual([
      'answer repos/get',
      'answer repos/get',
      'webhook pull_request.opened',
      'webhook pull_request.exploded',
    ]);
  });
});
