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

test('what a person asked for is no echo', () => {
  expect(isEcho('check_run', 'rerequested')).toBe(false);
  expect(isEcho('check_run', 'requested_action')).toBe(false);
  expect(isEcho('check_suite', 'requested')).toBe(true);
  expect(isEcho('check_run', '')).toBe(true);
  expect(isEcho('pull_request', 'opened')).toBe(false);
});
