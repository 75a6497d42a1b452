import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../src/core/decide.ts';
import type { DesiredCheck } from '../../../src/core/effect.ts';
import { renderCheck } from '../../../src/core/render/check.ts';
import type { Inline, Verdict } from '../../../src/core/verdict.ts';
import { aPod, held, holders, LAST_EVENT, LIMIT_5, NOW, theFacts } from '../support/facts.ts';

const LIMIT = 65_535;
const context = { now: NOW, lastEvent: LAST_EVENT, traceId: null };
const HUGE = '😀'.repeat(65_536);

const waiting = decide(theFacts({ pods: [aPod({ held: holders(1, 2, 3, 4, 5) })] })).checks[0]!;

const saying = (over: Partial<Verdict>): Verdict => ({
  rule: 'wip.slot',
  status: 'wait',
  because: ['Waiting.'],
  children: [],
  ...over,
});

/** Whole code points, within the limit by any count, and told when something is left out. */
function expectFits(check: DesiredCheck): void {
  const { title, summary, text } = renderCheck(check, context);
  expect(title.length).toBeLessThanOrEqual(140);
  for (const part of [title, summary, text]) {
    expect(Buffer.byteLength(part, 'utf8')).toBeLessThanOrEqual(LIMIT);
    expect(part.isWellFormed()).toBe(true);
  }
  expect(text).toContain('What to do next');
  expect(text).toContain('Last event seen');
}

describe('a rendered check', () => {
  test('opens with one sentence, then holders, the next step, and where it comes from', () => {
    const { status, title, summary, text } = renderCheck(waiting, context);
    expect({ status, title }).toEqual({ status: 'queued', title: 'Waiting: position 1 of 1, limit 5' });
    expect(summary.split('\n')).toHaveLength(1);
    expect(text.split('\n').filter((line) => /^(?:###|---|<sub>)/.test(line))).toEqual([
      '### Who holds the slots',
      '### What to do next',
      '---',
      expect.stringContaining('Last event seen: `pull_request.opened` at 2026-11-20 14:02 UTC'),
    ]);
  });

  test('has a conclusion only when it is completed', () => {
    const done = decide(theFacts()).checks[0]!;
    expect(renderCheck(done, context)).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(renderCheck(waiting, context)).not.toHaveProperty('conclusion');
  });

  test('names the trace of this write, or else of the last event, or none', () => {
    expect(renderCheck(waiting, { ...context, traceId: 'sweep-1' }).text).toContain('trace `sweep-1`');
    expect(renderCheck(waiting, context).text).toContain('trace `0f8fad5b-d9cb-469f-a165-70867728950e`');
    expect(renderCheck(waiting, { ...context, lastEvent: null }).text).not.toContain('trace');
  });

  test('does not change when only time passes, but for ages', () => {
    const later = { ...context, now: '2026-11-20T14:04:30Z' };
    expect(renderCheck(waiting, later).title).toBe(renderCheck(waiting, context).title);
  });
});

describe('T-38 output that would be too long', () => {
  const rows = (count: number, cell: Inline) => Array.from({ length: count }, () => [[cell]]);
  const children = Array.from({ length: 5_000 }, () =>
    saying({ because: [{ untrusted: HUGE.slice(0, 800) }] }),
  );

  test.each<[string, Partial<DesiredCheck>]>([
    ['65,536 four-byte characters as our words', { verdict: saying({ because: [HUGE] }), title: HUGE }],
    ['65,536 four-byte characters as a title', { verdict: saying({ because: [{ untrusted: HUGE }] }) }],
    ['65,536 four-byte characters as the next step', { next: [HUGE, { untrusted: HUGE }, { strong: HUGE }] }],
    ['70,000 runs of text', { next: Array.from({ length: 70_000 }, () => ({ untrusted: '@octocat' })) }],
    ['5,000 children', { verdict: saying({ children }) }],
    [
      '5,000 rows',
      { verdict: saying({ table: { columns: ['a'], rows: rows(5_000, { untrusted: HUGE }) } }) },
    ],
  ])('T-38 %s', (_, over) => expectFits({ ...waiting, ...over }));

  test('T-38 what is left out is said, and the last line is whole', () => {
    const { text } = renderCheck({ ...waiting, verdict: saying({ children }) }, context);
    expect(text).toContain('Shortened: the rest does not fit here.');
    const quotes = text.split('\n').filter((line) => line.startsWith('⏳'));
    expect(quotes.length).toBeGreaterThan(50);
    for (const line of quotes) expect(line).toMatch(/^⏳ `[^`]+`$/u);
  });

  test('T-38 a hundred holders are told in a table a reader can take in', () => {
    const many = Array.from({ length: 100 }, (_, index) => held(1, index + 20)).map((lock, index) => ({
      ...lock,
      slot: index + 1,
    }));
    const pod = aPod({ wip: { ...LIMIT_5, limit: 100 }, held: many });
    const { text } = renderCheck(decide(theFacts({ pods: [pod] })).checks[0]!, context);
    expect(text).toContain('| … | and 75 more |');
  });

  test('T-38 any verdict', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.record({ untrusted: fc.string({ unit: 'binary', maxLength: 400 }) }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(text), { maxLength: 400 }), (lines) => {
        expectFits({
          ...waiting,
          verdict: saying({ children: lines.map((because) => saying({ because })) }),
        });
      }),
      { numRuns: 50 },
    );
  });
});
