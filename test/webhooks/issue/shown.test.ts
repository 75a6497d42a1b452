// What of an answer counts: what its page shows (T-37).

import { describe, expect, test } from '@jest/globals';
import { DEFAULT_IDEA_RULES } from '../../../src/core/ideas/defaults.ts';
import { readIdea } from '../../../src/webhooks/issue/idea.ts';
import { shownOf } from '../../../src/webhooks/issue/shown.ts';

test.each([
  ['nothing', 'High', 'High'],
  ['a hint above', '<!-- very high / high / low -->\nHigh', 'High'],
  ['a hint behind', 'High <!-- text for an AI -->', 'High '],
  ['a hint over lines', '<!-- one\n\n- two\n-->\nnone yet', 'none yet'],
  ['two in one line', 'a <!-- b --> c <!-- d --> e', 'a  c  e'],
  ['one that ends and one that begins', '<!-- a\nb --> c <!-- d\ne --> f', ' c \n f'],
  ['one that never ends', 'a\n<!-- b\n\nc', 'a'],
  ['what only looks like one', 'a <!-- b\n\nc', 'a <!-- b\n\nc'],
  ['a fence', '```\n<!-- a -->\n```\n<!-- b -->\nc', '```\n<!-- a -->\n```\nc'],
  ['empty lines', 'a\n\n<!-- b -->\n\nc', 'a\n\n\nc'],
])('T-37 of an answer with %s', (_, text, shown) => {
  expect(shownOf(text)).toBe(shown);
});

describe('T-37 comments are no answers', () => {
  const read = (heading: string, answer: string) =>
    readIdea(`### ${heading}\n\n${answer}`, DEFAULT_IDEA_RULES, null);

  test('nor evidence', () => {
    const hint = '<!--\n- https://example.com/a\n- https://example.com/b\n- a chat\n-->';
    expect([
      read('Evidence', `${hint}\nnone but one chat`).evidence,
      read('Evidence', hint).evidence,
    ]).toEqual([1, 0]);
  });

  test('nor part of a pod', () => {
    const { fields } = read('Pod', '<!-- which team? -->\nweb');
    expect(fields.find(({ field }) => field === 'pod')?.reading).toEqual({ state: 'read', value: 'web' });
  });
});
