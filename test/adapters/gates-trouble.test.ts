// When GitHub does not answer a question of gates, or only a part of it: never a guess, and the same Faults as in REST.

import { describe, expect, test } from '@jest/globals';
import { createGateReader } from '../../src/adapters/github/gates.ts';
import type { Gateway } from '../../src/adapters/github/gateway.ts';
import type { InstallationId, Sha } from '../../src/core/ids.ts';
import type { GateQuestion } from '../../src/ports/gates.ts';
import { tell } from '../github/testing.ts';
import { AT, asking, gateReader, look, SHOP, tenant } from './gate-helpers.ts';

const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no fault',
    ({ kind, code, retryAfterSeconds }) => ({ kind, code, retryAfterSeconds }),
  );

describe('a question that fails as a whole', () => {
  test.each([
    ['502', { status: 502 }, 'github-unavailable', null],
    ['a cut connection', {}, 'github-unavailable', null],
    ['429', { status: 429, retryAfter: 7 }, 'github-limit', 7],
    ['a secondary limit', { status: 403, retryAfter: 9 }, 'github-limit', 9],
  ])('with %s can be asked again later', (_, fault, code, retryAfterSeconds) =>
    tell({}, async (story) => {
      story.github.openPull(SHOP);
      const reader = gateReader(story);
      story.github.misbehave.failNext('graphql', fault);
      expect(await faultOf(look(story, {}, reader))).toEqual({ kind: 'transient', code, retryAfterSeconds });
      // Nobody calls on while GitHub asks for silence: the story would be dishonest.
      const after = retryAfterSeconds === null ? 'no fault' : { code: 'github-silence' };
      expect(await faultOf(look(story, {}, reader))).toEqual(
        typeof after === 'string' ? after : expect.objectContaining(after),
      );
    }),
  );

  test('because the hour’s points are used up waits as long as GitHub says', () =>
    tell({ limits: { perHour: 1 } }, async (story) => {
      const { github } = story;
      github.openPull(SHOP);
      const reader = gateReader(story);
      expect(await faultOf(look(story, {}, reader))).toBe('no fault');
      const fault = await faultOf(look(story, {}, reader));
      expect(fault).toMatchObject({ kind: 'transient', code: 'github-limit' });
      const { retryAfterSeconds } = fault as { retryAfterSeconds: number };
      expect(retryAfterSeconds).toBeGreaterThan(3_500);
      expect(await faultOf(look(story, {}, reader))).toMatchObject({ code: 'github-silence' });
    }));

  test('because there is no such repository, or it is another tenant’s, is final', () =>
    tell({}, async (story) => {
      story.github.openPull(SHOP);
      story.github.createRepository({ owner: 'rivals', name: 'plans', private: true });
      const question = asking(story);
      const at = (owner: string, name: string) =>
        faultOf(gateReader(story).look(tenant(story), { owner, name }, question));
      const gone = { kind: 'terminal', code: 'github-404', retryAfterSeconds: undefined };
      expect(await at('acme', 'nothing')).toEqual(gone);
      expect(await at('rivals', 'plans')).toEqual(gone);
      expect(
        await faultOf(gateReader(story).files(tenant(story), { owner: 'rivals', name: 'plans' }, null)),
      ).toEqual(gone);
    }));
});

test('GitHub Enterprise Server is asked at its own address', () =>
  tell({}, async (story) => {
    story.github.openPull(SHOP);
    story.github.resetRequests();
    expect((await look(story, {}, gateReader(story, '/api/v3'))).head.kind).toBe('known');
    expect(story.github.requests.map(({ path }) => path.replace(/\d{2,}/, '1'))).toEqual([
      '/api/v3/app/installations/1/access_tokens',
      '/api/graphql',
    ]);
  }));

test('asking is no writing: hundreds of questions a minute pass the limit for writes', () =>
  tell({}, async (story) => {
    story.github.openPull(SHOP);
    const reader = gateReader(story);
    for (let i = 0; i < 200; i += 1) await look(story, {}, reader);
    expect(story.github.requestCounts()).toMatchObject({ reads: 200, writes: 0 });
  }));

// What the simulator never does, and GitHub may.
describe('an answer in parts', () => {
  const HEAD = 'a'.repeat(40);
  const tree = (oid: string, ...entries: object[]) => ({ __typename: 'Tree', oid, entries });
  const folder = (name: string, oid: string) => ({ name, mode: 0o040000, oid, object: {} });
  const nothing = { found: { oid: HEAD }, base: { name: 'main' }, databaseId: 1 };
  const question: GateQuestion = {
    pullNumber: 1 as GateQuestion['pullNumber'],
    headSha: HEAD as Sha,
    baseRef: 'main',
    subject: null,
    reviews: false,
    checks: [],
    teams: [],
  };

  function answering(data: object, errors: readonly object[] = []) {
    const graphql = async () => {
      if (errors.length === 0) return data;
      throw Object.assign(new Error('refused'), { errors, headers: {}, data });
    };
    const call = <T>(_: unknown, work: (octokit: never) => Promise<T>): Promise<T> =>
      work({ graphql } as never);
    return createGateReader({ appId: 1, call, find: call } as Gateway);
  }

  const ask = (data: object, errors: readonly object[] = [], more: Partial<GateQuestion> = {}) =>
    answering(data, errors).look(1 as InstallationId, AT, { ...question, ...more });

  test('from before and after a push is not put together', async () => {
    const torn = {
      repository: {
        ...nothing,
        base0: tree('1', folder('projects', '2')),
        base1: tree('3'),
      },
    };
    expect(await faultOf(ask(torn))).toMatchObject({ kind: 'transient', code: 'github-moved' });
  });

  test.each([
    ['one folder', ['repository', 'head1'], 'RESOURCE_LIMITS_EXCEEDED', 'GitHub could not answer'],
    [
      'one file',
      ['repository', 'head0', 'entries', 3, 'object'],
      'NOT_FOUND',
      'GitHub shows us no such thing',
    ],
  ])('that lacks %s makes all files of that commit unknown', async (_, path, type, because) => {
    const found = await ask({ repository: nothing }, [{ path, type }]);
    expect(found).toMatchObject({ head: { kind: 'unknown', because }, base: { kind: 'known' } });
  });

  test('that lacks the subject makes evidence unknown: it is no evidence of another subject', async () => {
    const error = { path: ['repository', 'subject'], type: 'RESOURCE_LIMITS_EXCEEDED' };
    const found = await ask({ repository: nothing }, [error], { subject: 'src' });
    expect(found).toMatchObject({ subject: null, head: { kind: 'unknown' }, base: { kind: 'known' } });
  });

  const CHECKS = [{ key: 'tests', name: 'tests', app: 'ci' }];
  const runs = (conclusion: string) => ({ nodes: [{ status: 'COMPLETED', conclusion, startedAt: null }] });
  const suites = (...nodes: (object | null)[]) => ({
    repository: { ...nothing, commit: { c0: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } } },
  });
  const hidden = { path: ['repository', 'commit', 'c0', 'nodes', 0, 'app'], type: 'FORBIDDEN' };

  test('T-18 of an app whose name GitHub keeps to itself, is not taken for the app that was named', async () => {
    const one = { app: null, checkRuns: runs('SUCCESS') };
    const { checks } = await ask(suites(one), [hidden], { checks: CHECKS });
    expect(checks).toMatchObject({ kind: 'unknown', because: expect.stringContaining('numeric id') });
    const both = suites(one, { app: { slug: 'ci' }, checkRuns: runs('FAILURE') });
    expect((await ask(both, [hidden], { checks: CHECKS })).checks).toEqual({
      kind: 'known',
      value: [{ key: 'tests', conclusion: 'failure' }],
    });
  });

  test('that leaves out an item of a list is not a shorter list', async () => {
    const error = { path: ['repository', 'commit', 'c0', 'nodes', 0, 'checkRuns'], type: 'INTERNAL' };
    expect((await ask(suites(null), [error], { checks: CHECKS })).checks.kind).toBe('unknown');
  });

  test('a list without an end is not read for ever', async () => {
    const members = { nodes: [{ databaseId: 1 }], pageInfo: { hasNextPage: true, endCursor: 'x' } };
    const { teams } = await ask({ repository: { ...nothing, owner: { t0: { members } } } }, [], {
      teams: ['all'],
    });
    expect(teams.all).toEqual({ kind: 'unknown', because: 'there are too many to read' });
  });
});
