// Where an idea may go: the whole table, once more by hand, and what holds for any way through it.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type IdeaStatus, STATUSES } from '../../../src/core/ideas/model.ts';
import { IDEA_EVENTS, nextStatus } from '../../../src/core/ideas/status.ts';

/** From a line's status, by a column's event, in the order of `IDEA_EVENTS`. */
const TABLE = `
             incomplete  evaluated   approved  promoted  archived  revived
  PENDING    PENDING     EVALUATING  APPROVED  PROMOTED  ARCHIVED  PENDING
  EVALUATING PENDING     EVALUATING  APPROVED  PROMOTED  ARCHIVED  EVALUATING
  APPROVED   PENDING     EVALUATING  APPROVED  PROMOTED  ARCHIVED  APPROVED
  PROMOTED   PROMOTED    PROMOTED    PROMOTED  PROMOTED  PROMOTED  PROMOTED
  ARCHIVED   ARCHIVED    ARCHIVED    ARCHIVED  ARCHIVED  ARCHIVED  PENDING
`;

const [head = [], ...lines] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

describe('the table of states', () => {
  test('is written down whole', () => {
    expect(head).toEqual([...IDEA_EVENTS]);
    expect(lines.map(([status]) => status)).toEqual([...STATUSES]);
  });

  const cells = lines.flatMap(([from, ...to]) =>
    to.map((status, at) => [from, IDEA_EVENTS[at], status] as const),
  );
  test.each(cells)('%s, %s: %s', (from, event, to) => {
    expect(nextStatus(from as IdeaStatus, event!)).toBe(to);
  });
});

describe('whatever happens', () => {
  const ways = fc.tuple(
    fc.constantFrom(...STATUSES),
    fc.array(fc.constantFrom(...IDEA_EVENTS), { maxLength: 20 }),
  );

  test('an idea that became a project stays one', () => {
    fc.assert(
      fc.property(ways, ([, events]) => {
        expect(events.reduce(nextStatus, 'PROMOTED' as IdeaStatus)).toBe('PROMOTED');
      }),
    );
  });

  test('an archived one rests until it is revived', () => {
    fc.assert(
      fc.property(ways, ([from, events]) => {
        let status: IdeaStatus = from;
        for (const event of events) {
          const next = nextStatus(status, event);
          expect(STATUSES).toContain(next);
          if (status === 'ARCHIVED' && next !== 'ARCHIVED') expect(event).toBe('revived');
          if (next === 'PROMOTED' && status !== 'PROMOTED') expect(event).toBe('promoted');
          status = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the same event twice in a row is the same once', () => {
    for (const status of STATUSES)
      for (const event of IDEA_EVENTS.filter((one) => one !== 'revived'))
        expect(nextStatus(nextStatus(status, event), event)).toBe(nextStatus(status, event));
  });
});
