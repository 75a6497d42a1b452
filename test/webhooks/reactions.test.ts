// The table of reactions against GitHub's own list of events, so that a typing mistake cannot make us deaf.

import { expect, test } from '@jest/globals';
import { emitterEventNames } from '@octokit/webhooks';
import { deliveryName, isEcho, reactions, readerOf } from '../../src/webhooks/reactions.ts';

test('every event and action of the table is one GitHub sends', () => {
  const names = reactions.flatMap(({ event, actions }) =>
    (actions ?? ['']).map((action) => deliveryName(event, action)),
  );
  expect(names.filter((name) => !(emitterEventNames as readonly string[]).includes(name))).toEqual([]);
});

test('no delivery has two readers', () => {
  const names = reactions.flatMap(({ event, actions }) =>
    (actions ?? ['']).map((action) => deliveryName(event, action)),
  );
  expect(new Set(names).size).toBe(names.length);
});

test('an event without actions stays one if GitHub adds an action to it', () => {
  expect(readerOf('push', 'something')).toBe(readerOf('push', ''));
  expect(readerOf('pull_request', '')).toBeUndefined();
});

test.each([
  ['check_run', 'rerequested', true, false],
  ['check_run', 'requested_action', true, false],
  ['check_run', 'completed', true, true],
  ['check_run', 'completed', false, false],
  ['check_run', 'created', false, true],
  ['check_run', '', false, true],
  ['check_suite', 'requested', true, true],
  ['check_suite', 'completed', false, true],
  ['pull_request', 'opened', false, false],
])('%s.%s, of our own app: %s, is an echo: %s', (event, action, ours, echo) => {
  expect(isEcho(event, action, ours)).toBe(echo);
});
