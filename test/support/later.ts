// This process's own clock in a test: `Date` stands still, so much later than it is, until `jest.useRealTimers()`.

import { jest } from '@jest/globals';

/** All that may be faked and is not `Date`. */
const REAL = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

export function laterHere(seconds: number): void {
  jest.useFakeTimers({ now: Date.now() + seconds * 1000, doNotFake: [...REAL] });
}
