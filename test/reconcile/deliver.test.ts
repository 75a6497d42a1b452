// Several pull requests can share a head commit, and GitHub shows one check for all of them.

import { describe, expect, test } from '@jest/globals';
import { buttons } from '../../src/core/commands/buttons.ts';
import type { PullNumber, TraceId } from '../../src/core/ids.ts';
import type { Wish } from '../../src/ports/outbox.ts';
import { combine, whyNotSent } from '../../src/reconcile/deliver.ts';

const wish = (
  number: number,
  said: 'success' | 'failure' | 'queued',
  summary = `said of ${number}`,
): Wish => ({
  pullNumber: number as PullNumber,
  hash: `h${number}`,
  trace: 'trace' as TraceId,
  body: {
    status: said === 'queued' ? 'queued' : 'completed',
    conclusion: said === 'queued' ? null : said,
    title: `title of ${number}`,
    summary,
    text: '',
  },
});

test('no open pull request has this head: nothing is said', () => {
  expect(combine([])).toBeNull();
});

test('one pull request says what it says', () => {
  expect(combine([wish(1, 'success')])).toMatchObject({
    hash: 'h1',
    body: { title: 'title of 1', summary: 'said of 1' },
  });
});

test.each([
  [['success', 'queued'], 2],
  [['queued', 'failure'], 2],
  [['failure', 'queued', 'success'], 1],
  [['success', 'success'], 1],
] as const)('of %j the strictest speaks', (said, expected) => {
  const combined = combine(said.map((one, index) => wish(index + 1, one)));
  expect(combined?.body.title).toBe(`title of ${expected}`);
  expect(combined?.body.summary).toContain(`The strictest answer is shown: that of #${expected}.`);
  expect(combined?.hash).toBe(said.map((_, index) => `h${index + 1}`).join('+'));
});

test('T-26 only a button that acts on nothing is offered where nobody can see whose it is', () => {
  const { recheck, release } = buttons;
  const holding = (number: number): Wish => {
    const one = wish(number, 'success');
    return { ...one, body: { ...one.body, actions: [recheck, release] } };
  };
  expect(combine([holding(1)])?.body.actions).toEqual([recheck, release]);
  expect(combine([holding(1), holding(2)])?.body.actions).toEqual([recheck]);
});

test('a summary that fills the check is not cut for the note', () => {
  const full = 'x'.repeat(65_535);
  expect(combine([wish(1, 'success', full), wish(2, 'success', full)])?.body.summary).toBe(full);
});

describe('T-131 A1 a green', () => {
  const unjudged = [2 as PullNumber];
  const body = (said: 'success' | 'failure') => wish(1, said).body;

  test('is not sent while another pull request with this commit is not judged: GitHub would show it there, too', () => {
    expect(whyNotSent({ wishes: [wish(1, 'success')], unjudged }, body('success'))).toEqual([
      '#2 has this commit and is not judged yet',
    ]);
    expect(whyNotSent({ wishes: [wish(1, 'success')], unjudged: [] }, body('success'))).toEqual([]);
  });

  test('is what waits: a red is sent at once', () => {
    expect(whyNotSent({ wishes: [wish(1, 'failure')], unjudged }, body('failure'))).toEqual([]);
  });
});
