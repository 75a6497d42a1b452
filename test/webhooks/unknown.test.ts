// Payloads that are not what they should be: a malformed fault that names the field, or ignored. Never anything else (T-53).

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normalise } from '../../src/webhooks/normalise.ts';
import { reactions } from '../../src/webhooks/reactions.ts';
import { altered, example, examples, faultOf as fault, type Payload } from './support.ts';

describe('a malformed payload of an event we react to names the field', () => {
  const opened = example('pull_request', 'opened');
  test.each([
    ['pull_request', undefined, 'pull_request'],
    ['pull_request', [], 'pull_request'],
    ['pull_request.number', -1, 'pull request number'],
    ['pull_request.number', '2', 'pull request number'],
    ['pull_request.title', null, 'pull_request.title'],
    ['pull_request.state', 'merged', 'pull_request.state'],
    ['pull_request.draft', undefined, 'pull_request.draft'],
    ['pull_request.merged', 'false', 'pull_request.merged'],
    ['pull_request.head.sha', 'HEAD', 'sha'],
    ['pull_request.head.repo', undefined, 'pull_request.head.repo'],
    ['pull_request.user', undefined, 'pull_request.user'],
    ['pull_request.labels', [{}], 'pull_request.labels.name'],
    ['pull_request.updated_at', '2019-05-15', 'pull_request.updated_at'],
    ['pull_request.updated_at', '2019-99-15T15:20:33Z', 'pull_request.updated_at'],
    ['repository', null, 'repository'],
    ['repository.id', 0, 'repository id'],
    ['repository.owner.login', 'a/b', 'repository.owner.login'],
    ['repository.name', '..', 'repository.name'],
    ['installation', 7, 'installation'],
    ['installation.id', '1', 'installation id'],
  ])('%s = %j: %s', (path, value, field) => {
    expect(fault('pull_request', altered(opened, path, value))).toBe(field);
  });

  test.each([null, 5, 'x', []])('a payload that is %j is no object', (payload) => {
    expect(fault('pull_request', payload)).toBe('payload');
  });
});

describe('T-53 the unknown', () => {
  const name = fc.stringMatching(/^[a-z_]{1,20}$/);
  const known = new Set(reactions.map(({ event }) => event));

  test('T-53 an unknown event is ignored whatever it holds', () => {
    const unknown = name.filter((event) => !known.has(event));
    fc.assert(
      fc.property(unknown, fc.dictionary(fc.string(), fc.jsonValue()), (event, payload) => {
        expect(normalise(event, payload).kind).toBe('ignored');
      }),
    );
  });

  test('T-53 an unknown action of a known event is ignored', () => {
    const base = example('pull_request', 'opened');
    const known = new Set(reactions.flatMap(({ actions }) => actions ?? []));
    fc.assert(
      fc.property(
        fc.oneof(
          name.filter((action) => !known.has(action)),
          fc.jsonValue(),
        ),
        (action) => {
          fc.pre(!known.has(action as string));
          expect(normalise('pull_request', { ...base, action }).kind).toBe('ignored');
        },
      ),
    );
  });

  test('T-53 unknown fields change nothing', () => {
    const base = example('pull_request', 'opened');
    const plain = normalise('pull_request', base);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (extra) => {
        expect(normalise('pull_request', { ...extra, ...base })).toEqual(plain);
      }),
    );
  });

  test('T-53 any field of any delivery replaced by anything is an outcome or a malformed fault', () => {
    const reacting = examples
      .filter(({ event }) => known.has(event))
      .map(({ event, payload }) => ({
        event,
        payload: example(event, typeof payload.action === 'string' ? payload.action : null),
      }));
    fc.assert(
      fc.property(fc.constantFrom(...reacting), fc.nat(), fc.jsonValue(), ({ event, payload }, at, value) => {
        const paths = pathsOf(payload);
        expect(typeof fault(event, altered(payload, paths[at % paths.length]!, value))).toBe('string');
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Every path to a field, down to three levels. */
function pathsOf(payload: Payload, depth = 3): string[] {
  return Object.entries(payload).flatMap(([key, value]) => {
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value) && depth > 1;
    return [key, ...(nested ? pathsOf(value as Payload, depth - 1).map((rest) => `${key}.${rest}`) : [])];
  });
}
