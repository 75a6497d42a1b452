// One look after another at an issue: what the idea becomes, and the lines of the ledger that say how (T-31, T-32).

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideIdea, type IdeaCase, type IdeaDecision } from '../../../src/core/ideas/decide.ts';
import type { IdeaOrder } from '../../../src/core/ideas/orders.ts';
import type { Entry, Idea } from '../../../src/core/ideas/record.ts';
import {
  ADA,
  aCase,
  anIdea,
  aPromotion,
  byAll,
  FAIR,
  GOOD,
  GRACE,
  HALF,
  later,
  NOW,
  POOR,
  RULES,
  rulesOf,
  seen,
} from './support/facts.ts';

const decide = (over: Partial<IdeaCase> = {}): IdeaDecision => decideIdea(aCase(over));

/** Another look at an idea that is known. */
const again = (before: Idea, over: Partial<IdeaCase> = {}): IdeaDecision => decide({ before, ...over });

const line = ({ actor, action, version, before, after, reason }: Entry): string => {
  const from = before ? `${before.status} ${before.score}` : 'nothing';
  const why = reason === null ? '' : ` because ${reason}`;
  return `${actor?.login ?? 'nobody'} ${action} v${version}: ${from} → ${after.status} ${after.score}${why}`;
};
const lines = ({ entries }: IdeaDecision): readonly string[] => entries.map(line);

const archive = (reason = 'Not now', actor = GRACE): IdeaOrder => ({ kind: 'archive', actor, reason });
const promote = (override: string | null = null): IdeaOrder => ({ kind: 'promote', actor: GRACE, override });
const recheck: IdeaOrder = { kind: 'recheck', actor: GRACE };
const setImpact = (value: number): IdeaOrder => ({ kind: 'score', actor: GRACE, factor: 'impact', value });

const CLOSED = { state: 'closed', stateReason: 'not_planned' } as const;

describe('a first look', () => {
  test.each([
    ['a good idea', GOOD, 'APPROVED', 9.3],
    ['a fair one', FAIR, 'EVALUATING', 7.7],
    ['a poor one', POOR, 'EVALUATING', 4.7],
    ['an incomplete one', HALF, 'PENDING', 9.3],
  ] as const)('at %s keeps it with what it says and whose it is', (_, answers, status, score) => {
    const found = decide({ seen: seen(answers), by: byAll(GRACE) });
    expect(found.idea).toMatchObject({ status, version: 1, parked: null, promotion: null, gone: false });
    expect(lines(found)).toEqual([`ada submitted v1: nothing → ${status} ${score}`]);
    expect(found.entries[0]?.after).toMatchObject({
      title: '[Idea]: Pay by invoice',
      fields: { problem: answers.problem, solution: answers.solution || null, reach: null },
    });
  });

  test('at an issue of somebody who is gone names nobody', () => {
    expect(lines(decide({ seen: seen(GOOD, { authorId: null, authorLogin: 'ghost' }) }))).toEqual([
      'nobody submitted v1: nothing → APPROVED 9.3',
    ]);
  });

  test('at an issue that is closed keeps and archives it', () => {
    expect(lines(decide({ seen: seen(GOOD, { state: 'closed', stateReason: 'completed' }) }))).toEqual([
      'ada submitted v1: nothing → APPROVED 9.3',
      'nobody archived v1: APPROVED 9.3 → ARCHIVED 9.3 because its issue was closed as completed',
    ]);
  });

  test('T-32 at an issue with the label and nothing of the form gives no row, only a word to its author', () => {
    const found = decide({ seen: seen({}, {}, { shaped: false }), orders: [promote(), archive()] });
    expect(found).toEqual({
      idea: null,
      formless: true,
      entries: [],
      outcomes: [
        { kind: 'no-idea', label: 'idea' },
        { kind: 'no-idea', label: 'idea' },
      ],
    });
  });

  test.each([
    ['without the label', seen(GOOD, { labels: ['bug'] })],
    ['without label and form', seen({}, { labels: [] }, { shaped: false })],
    ['that is deleted', { kind: 'gone', how: 'deleted' } as const],
    ['that was moved away', { kind: 'gone', how: 'moved' } as const],
  ])('T-32 at an issue %s says nothing at all', (_, sight) => {
    expect(decide({ seen: sight })).toEqual({ idea: null, formless: false, entries: [], outcomes: [] });
  });

  test('finds the label in other letters, and another one where the rules say so', () => {
    expect(decide({ seen: seen(GOOD, { labels: ['IDEA'] }) }).idea).not.toBeNull();
    const rules = rulesOf({ label: 'Proposal' });
    expect(decide({ rules, seen: seen(GOOD, { labels: ['proposal'] }) }).idea).not.toBeNull();
    expect(decide({ rules }).idea).toBeNull();
  });
});

describe('T-31 an edit', () => {
  const before = anIdea(POOR);

  test('T-31 opens a new version with the old text and the new one', () => {
    const found = again(before, { seen: seen(GOOD, { title: 'Invoices' }), by: byAll(GRACE), now: later(1) });
    expect(lines(found)).toEqual(['grace edited v2: EVALUATING 4.7 → APPROVED 9.3']);
    expect(found.entries[0]).toMatchObject({
      before: { title: '[Idea]: Pay by invoice', fields: { impact: 'Low', effort: 'Months' } },
      after: { title: 'Invoices', fields: { impact: 'Very high', effort: 'Days' } },
    });
    expect(found.idea).toMatchObject({ version: 2, changedAt: later(1) });
  });

  test('T-31 that makes an approved idea incomplete takes the approval away', () => {
    expect(lines(again(anIdea(GOOD), { seen: seen(HALF), by: byAll(ADA) }))).toEqual([
      'ada edited v2: APPROVED 9.3 → PENDING 9.3',
    ]);
  });

  test('T-31 that changes nothing we read is a version all the same', () => {
    expect(lines(again(before, { seen: seen(POOR, {}, { hash: 'with a smile' }) }))).toEqual([
      'nobody edited v2: EVALUATING 4.7 → EVALUATING 4.7',
    ]);
  });

  test('T-31 that removes the form keeps the row', () => {
    const found = again(before, { seen: seen({}, {}, { shaped: false }), by: byAll(ADA) });
    expect(lines(found)).toEqual(['ada edited v2: EVALUATING 4.7 → PENDING 0.7']);
    expect(found.formless).toBe(false);
  });

  test('T-31 of a promoted idea is kept, and the project stays', () => {
    const project = { ...anIdea(GOOD), status: 'PROMOTED', promotion: aPromotion() } as const;
    expect(lines(again(project, { seen: seen(HALF), by: byAll(ADA) }))).toEqual([
      'ada edited v2: PROMOTED 9.3 → PROMOTED 9.3',
    ]);
  });

  test('what somebody set by command outlives it', () => {
    const { idea } = again(before, { seen: seen(POOR), orders: [setImpact(9)] });
    const found = again(idea!, { seen: seen({ ...POOR, impact: 'None' }), by: byAll(ADA) });
    expect(found.idea?.reading.score.value).toBe(7);
    expect(found.entries[0]?.after.overrides).toEqual([{ factor: 'impact', value: 9 }]);
  });
});

describe('without an edit', () => {
  test('votes that change the score are a line by nobody, and no version', () => {
    const rules = rulesOf({ formula: { kind: 'weights', weights: { votes: 1 } } });
    const before = anIdea(GOOD, { rules });
    const found = again(before, { rules, seen: seen(GOOD, { votes: { up: 12, down: 0 } }), by: byAll(ADA) });
    expect(lines(found)).toEqual(['nobody scored v1: EVALUATING 0 → EVALUATING 6']);
  });

  test('rules that changed are a line by nobody', () => {
    const rules = rulesOf({ bands: { approved: 9.5, review: 6 } });
    expect(lines(again(anIdea(GOOD), { rules }))).toEqual([
      'nobody scored v1: APPROVED 9.3 → EVALUATING 9.3',
    ]);
  });

  test('a band that changed is a line too, as a gate may hang on it', () => {
    const [low, high] = [4, 5].map((review) => rulesOf({ bands: { approved: 9.5, review } }));
    const before = anIdea(POOR, { rules: low! });
    expect(lines(again(before, { rules: high!, seen: seen(POOR) }))).toEqual([
      'nobody scored v1: EVALUATING 4.7 → EVALUATING 4.7',
    ]);
  });

  test('votes that change nothing are kept without a line', () => {
    const found = again(anIdea(), { seen: seen(GOOD, { votes: { up: 3, down: 1 } }), now: later(3) });
    expect(found.entries).toEqual([]);
    expect(found.idea).toMatchObject({ issue: { votes: { up: 3, down: 1 } }, changedAt: NOW });
  });
});

describe('an issue', () => {
  const before = anIdea();

  test.each([
    ['completed', 'its issue was closed as completed'],
    ['not_planned', 'its issue was closed as not planned'],
    ['duplicate', 'its issue was closed as a duplicate'],
    ['something_new', 'its issue was closed'],
    [null, 'its issue was closed'],
  ])('closed as %s archives the idea, and opens it again as it was', (stateReason, reason) => {
    const closed = again(before, { seen: seen(GOOD, { state: 'closed', stateReason }), by: byAll(ADA) });
    expect(lines(closed)).toEqual([`ada archived v1: APPROVED 9.3 → ARCHIVED 9.3 because ${reason}`]);
    expect(closed.idea?.parked).toEqual({ how: 'closed', reason, by: ADA, at: NOW });
    const opened = again(closed.idea!, { seen: seen(GOOD, { stateReason: 'reopened' }), by: byAll(GRACE) });
    expect(lines(opened)).toEqual(['grace revived v1: ARCHIVED 9.3 → APPROVED 9.3']);
    expect(opened.idea).toMatchObject({ parked: null, status: 'APPROVED' });
  });

  test.each([
    ['deleted', { kind: 'gone', how: 'deleted' } as const, 'its issue was deleted, or made a discussion'],
    ['moved', { kind: 'gone', how: 'moved' } as const, 'its issue was transferred to another repository'],
    ['unlabelled', seen(GOOD, { labels: [] }), 'the label that makes it an idea was taken off'],
  ])('%s archives the idea, and nothing is written to it any more', (how, sight, reason) => {
    const found = again(before, { seen: sight, by: byAll(ADA), orders: [promote()] });
    expect(lines(found)).toEqual([`ada archived v1: APPROVED 9.3 → ARCHIVED 9.3 because ${reason}`]);
    expect(found.idea).toMatchObject({ gone: true, parked: { how, reason } });
    expect(found.outcomes).toEqual([{ kind: 'no-idea', label: 'idea' }]);
    expect(again(found.idea!, { seen: sight }).entries).toEqual([]);
  });

  test('labelled again is an idea again', () => {
    const off = again(before, { seen: seen(GOOD, { labels: [] }) }).idea!;
    const on = again(off, { by: byAll(ADA) });
    expect(lines(on)).toEqual(['ada revived v1: ARCHIVED 9.3 → APPROVED 9.3']);
    expect(on.idea).toMatchObject({ gone: false, parked: null });
  });

  test('archived by command, unlabelled, reopened and labelled again is an idea again, and stays open', () => {
    const resting = again(before, { orders: [archive()] }).idea!;
    const closed = again(resting, { seen: seen(GOOD, CLOSED) }).idea!;
    const off = again(closed, { seen: seen(GOOD, { labels: [], stateReason: 'reopened' }) }).idea!;
    const on = again(off, { seen: seen(GOOD, { stateReason: 'reopened' }), by: byAll(ADA) });
    expect(lines(on)).toEqual(['ada revived v1: ARCHIVED 9.3 → APPROVED 9.3']);
    expect(on.idea?.parked).toBeNull();
  });

  test('edited by one and closed by another names each', () => {
    const by = { text: ADA, state: GRACE, place: null };
    expect(lines(again(before, { seen: seen(POOR, CLOSED), by }))).toEqual([
      'ada edited v2: APPROVED 9.3 → EVALUATING 4.7',
      'grace archived v2: EVALUATING 4.7 → ARCHIVED 4.7 because its issue was closed as not planned',
    ]);
  });

  test('labelled again while closed rests until it is opened', () => {
    const off = again(before, { seen: seen(GOOD, { labels: [] }) }).idea!;
    const closed = again(off, { seen: seen(GOOD, CLOSED) });
    expect(lines(closed)).toEqual([]);
    expect(closed.idea).toMatchObject({ gone: false, status: 'ARCHIVED' });
    expect(again(closed.idea!).idea).toMatchObject({ status: 'APPROVED', parked: null });
  });

  test('edited and closed between two looks is two lines', () => {
    expect(lines(again(before, { seen: seen(POOR, CLOSED), by: byAll(ADA) }))).toEqual([
      'ada edited v2: APPROVED 9.3 → EVALUATING 4.7',
      'ada archived v2: EVALUATING 4.7 → ARCHIVED 4.7 because its issue was closed as not planned',
    ]);
  });

  test('of a project may be closed, unlabelled and deleted: it stays a project', () => {
    const project: Idea = { ...before, status: 'PROMOTED', promotion: aPromotion() };
    for (const sight of [
      seen(GOOD, CLOSED),
      seen(GOOD, { labels: [] }),
      { kind: 'gone', how: 'deleted' } as const,
    ])
      expect(again(project, { seen: sight })).toMatchObject({
        entries: [],
        idea: { status: 'PROMOTED', parked: null },
      });
  });
});

describe('archived by command', () => {
  const before = anIdea();
  const parked = again(before, { orders: [archive()] });

  test('says who and why', () => {
    expect(parked.outcomes).toEqual([{ kind: 'archived' }]);
    expect(lines(parked)).toEqual(['grace archived v1: APPROVED 9.3 → ARCHIVED 9.3 because Not now']);
    expect(parked.idea?.parked).toEqual({ how: 'command', reason: 'Not now', by: GRACE, at: NOW });
  });

  test('is not revived by an issue that we did not close yet', () => {
    const found = again(parked.idea!, { seen: seen(POOR), by: byAll(ADA) });
    expect(lines(found)).toEqual(['ada edited v2: ARCHIVED 9.3 → ARCHIVED 4.7']);
    expect(found.idea?.parked?.how).toBe('command');
  });

  test('stays what it was when we close its issue, and is revived when somebody opens that', () => {
    const closed = again(parked.idea!, { seen: seen(GOOD, CLOSED) });
    expect(closed.entries).toEqual([]);
    expect(closed.idea?.parked).toEqual(parked.idea?.parked);
    const opened = again(closed.idea!, { seen: seen(GOOD, { stateReason: 'reopened' }), by: byAll(ADA) });
    expect(lines(opened)).toEqual(['ada revived v1: ARCHIVED 9.3 → APPROVED 9.3']);
  });

  test('is revived by recheck while its issue is open, and not while it is closed', () => {
    const woken = again(parked.idea!, { orders: [recheck] });
    expect(lines(woken)).toEqual(['grace revived v1: ARCHIVED 9.3 → APPROVED 9.3']);
    const closed = again(parked.idea!, { seen: seen(GOOD, CLOSED) }).idea!;
    expect(again(closed, { seen: seen(GOOD, CLOSED), orders: [recheck] })).toMatchObject({
      entries: [],
      outcomes: [{ kind: 'looked-again' }],
    });
  });

  test('a second time changes nothing, and keeps the first reason', () => {
    const found = again(parked.idea!, { orders: [archive('Never')] });
    expect(found).toMatchObject({ entries: [], outcomes: [{ kind: 'archived-already' }] });
    expect(found.idea?.parked?.reason).toBe('Not now');
  });

  test('an incomplete idea comes back as incomplete', () => {
    const { idea } = again(anIdea(HALF), { seen: seen(HALF), orders: [archive()] });
    expect(again(idea!, { seen: seen(HALF), orders: [recheck] }).idea?.status).toBe('PENDING');
  });
});

describe('age', () => {
  const rules = rulesOf({ parkAfterSeconds: 180 * 86_400 });
  const before = anIdea(FAIR);
  const look = (days: number, over: Partial<IdeaCase> = {}) =>
    again(before, { rules, seen: seen(FAIR), now: later(days), ...over });

  test('archives an idea that nobody changed for so long', () => {
    expect(look(179.9).entries).toEqual([]);
    const found = look(180);
    expect(lines(found)).toEqual([
      'nobody archived v1: EVALUATING 7.7 → ARCHIVED 7.7 because nobody changed it for 180 days',
    ]);
    expect(found.idea?.parked).toMatchObject({ how: 'age', by: null });
  });

  test('archives nothing where the rules do not say so', () => {
    expect(look(5_000, { rules: RULES }).entries).toEqual([]);
  });

  test('archives no idea that is approved, none that is a project, and none twice', () => {
    expect(again(anIdea(), { rules, now: later(999) }).entries).toEqual([]);
    const project: Idea = { ...before, status: 'PROMOTED', promotion: aPromotion() };
    expect(again(project, { rules, seen: seen(FAIR), now: later(999) }).entries).toEqual([]);
    expect(again(look(180).idea!, { rules, seen: seen(FAIR), now: later(999) }).entries).toEqual([]);
  });

  test('begins anew with an edit, and with every change of the score', () => {
    expect(lines(look(500, { seen: seen(POOR), by: byAll(ADA) }))).toEqual([
      'ada edited v2: EVALUATING 7.7 → EVALUATING 4.7',
    ]);
  });

  test('does not get ahead of somebody who just ordered something', () => {
    expect(look(500, { orders: [promote()] }).idea?.status).toBe('PROMOTED');
    expect(look(500, { orders: [setImpact(4)] })).toMatchObject({
      idea: { status: 'EVALUATING', changedAt: later(500) },
    });
    expect(look(500, { orders: [archive()] }).idea?.parked?.how).toBe('command');
    expect(look(500, { orders: [recheck] }).idea?.status).toBe('EVALUATING');
  });

  test('is over when the issue is opened again', () => {
    const closed = again(look(180).idea!, { rules, seen: seen(FAIR, CLOSED), now: later(180) }).idea!;
    const opened = again(closed, { rules, seen: seen(FAIR), now: later(400), by: byAll(ADA) });
    expect(lines(opened)).toEqual(['ada revived v1: ARCHIVED 7.7 → EVALUATING 7.7']);
    expect(again(opened.idea!, { rules, seen: seen(FAIR), now: later(401) }).entries).toEqual([]);
  });
});

describe('promote', () => {
  const done = again(anIdea(), { orders: [promote()] });

  test.each([
    ['an approved idea', GOOD, null, 'enforce', 'promoted'],
    ['one to be reviewed', FAIR, null, 'enforce', 'promoted'],
    ['one that needs work', POOR, null, 'enforce', 'too-low'],
    ['one that needs work, with a reason', POOR, 'The board wants it', 'enforce', 'promoted'],
    ['one that needs work, in warn mode', POOR, null, 'warn', 'promoted'],
    ['one that needs work, in observe mode', POOR, null, 'observe', 'too-low'],
    ['an incomplete one', HALF, null, 'enforce', 'incomplete'],
    ['an incomplete one, with a reason', HALF, 'The board wants it', 'enforce', 'promoted'],
    ['an incomplete one, in warn mode', HALF, null, 'warn', 'promoted'],
  ] as const)('of %s', (_, answers, override, mode, kind) => {
    const rules = rulesOf({ mode });
    const before = anIdea(answers, { rules });
    const found = again(before, { rules, seen: seen(answers), orders: [promote(override)] });
    expect(found.outcomes).toMatchObject([{ kind }]);
    expect(found.idea?.status).toBe(kind === 'promoted' ? 'PROMOTED' : before.status);
    expect(found.entries.map(({ action, reason }) => [action, reason])).toEqual(
      kind === 'promoted' ? [['promoted', override]] : [],
    );
  });

  test('makes a project, and the ledger names it', () => {
    expect(done.idea?.promotion).toEqual(aPromotion());
    expect(lines(done)).toEqual(['grace promoted v1: APPROVED 9.3 → PROMOTED 9.3']);
    expect(done.entries[0]).toMatchObject({ before: {}, after: { project: 'pay-by-invoice' } });
    expect(done.entries[0]?.before).not.toHaveProperty('project');
  });

  test('twice makes one project', () => {
    const promotion = aPromotion();
    expect(again(done.idea!, { orders: [promote(), promote('again')] })).toMatchObject({
      entries: [],
      idea: { promotion },
      outcomes: [
        { kind: 'promoted-already', promotion },
        { kind: 'promoted-already', promotion },
      ],
    });
  });

  test('says how far below the bar it is, and what is missing', () => {
    const refused = (answers: typeof POOR) =>
      again(anIdea(answers), { seen: seen(answers), orders: [promote()] }).outcomes[0];
    expect(refused(POOR)).toEqual({ kind: 'too-low', score: 4.7, needed: 6 });
    expect(refused({ ...GOOD, solution: '', effort: 'soon' })).toEqual({
      kind: 'incomplete',
      fields: ['Proposed Solution', 'Estimated Effort'],
    });
  });

  test('of an archived idea is refused, with a reason too', () => {
    const { idea } = again(anIdea(), { orders: [archive()] });
    expect(again(idea!, { orders: [promote(), promote('now')] })).toMatchObject({
      entries: [],
      outcomes: [{ kind: 'rests' }, { kind: 'rests' }],
    });
  });

  test.each([
    ['checkout', 'checkout'],
    ['Checkout & Payments', 'checkout-payments'],
    ['', 'shop'],
    [null, 'shop'],
    ['支払い', 'shop'],
    ['x'.repeat(60_000), 'x'.repeat(40)],
  ])('gives it to the pod that is named: %j', (pod, expected) => {
    const answers = { ...GOOD, pod };
    const { idea } = decide({ seen: seen(answers), orders: [promote()] });
    expect(idea?.promotion?.pod).toBe(expected);
  });

  test('gives it to a team where not even the repository has a name of letters', () => {
    const { idea } = decide({ seen: seen({ ...GOOD, pod: '' }), repository: '___', orders: [promote()] });
    expect(idea?.promotion?.pod).toBe('team');
  });

  test('takes no name that another project has', () => {
    const ground = { taken: new Set(['pay-by-invoice']), stage: 'DISCOVERY' };
    expect(decide({ ground, orders: [promote()] }).idea?.promotion?.slug).toBe('pay-by-invoice-12');
  });
});

describe('several orders at once', () => {
  test('each sees what the one before came to', () => {
    const found = again(anIdea(POOR), { seen: seen(POOR), orders: [promote(), setImpact(9), promote()] });
    expect(found.outcomes).toMatchObject([
      { kind: 'too-low' },
      { kind: 'scored', factor: 'impact', from: 4.7, to: 7 },
      { kind: 'promoted' },
    ]);
    expect(lines(found)).toEqual([
      'grace overridden v1: EVALUATING 4.7 → EVALUATING 7',
      'grace promoted v1: EVALUATING 7 → PROMOTED 7',
    ]);
  });

  test('the last word on an amount holds', () => {
    const { idea } = decide({ orders: [setImpact(1), setImpact(2)] });
    expect(idea?.overrides).toEqual([{ factor: 'impact', value: 2, by: GRACE, at: NOW }]);
  });

  test('archive, then promote, rests; promote, then archive, is a project', () => {
    expect(decide({ orders: [archive(), promote()] })).toMatchObject({
      idea: { status: 'ARCHIVED' },
      outcomes: [{ kind: 'archived' }, { kind: 'rests' }],
    });
    expect(decide({ orders: [promote(), archive()] })).toMatchObject({
      idea: { status: 'PROMOTED', parked: null },
      outcomes: [{ kind: 'promoted' }, { kind: 'archived-already' }],
    });
  });

  test('an amount may complete an idea, and approve it', () => {
    const vague = { ...GOOD, effort: 'soon' };
    const order: IdeaOrder = { kind: 'score', actor: GRACE, factor: 'effort', value: 1 };
    expect(lines(again(anIdea(vague), { seen: seen(vague), orders: [order] }))).toEqual([
      'grace overridden v1: PENDING 6.3 → APPROVED 9.3',
    ]);
  });
});

describe('any story', () => {
  const sights = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(GOOD, FAIR, POOR, HALF).map((answers) => seen(answers)) },
    { weight: 3, arbitrary: fc.constantFrom(GOOD, POOR).map((answers) => seen(answers, CLOSED)) },
    { weight: 2, arbitrary: fc.constant(seen(GOOD, { labels: ['bug'] })) },
    { weight: 1, arbitrary: fc.constant(seen({}, {}, { shaped: false, hash: 'plain' })) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('deleted' as const, 'moved' as const)
        .map((how) => ({ kind: 'gone' as const, how })),
    },
  );
  const orders = fc.array(
    fc.constantFrom(archive(), promote(), promote('Because'), recheck, setImpact(0), setImpact(10)),
    { maxLength: 3 },
  );
  const rules = fc.constantFrom(
    RULES,
    rulesOf({ mode: 'warn', parkAfterSeconds: 30 * 86_400 }),
    rulesOf({ formula: { kind: 'rice' } }),
  );
  const steps = fc.array(
    fc.record({
      seen: sights,
      orders,
      rules,
      days: fc.nat(40),
      by: fc.constantFrom(byAll(ADA), byAll(null)),
    }),
    { minLength: 1, maxLength: 12 },
  );

  type Check = (found: IdeaDecision, given: IdeaCase) => void;

  const along = (check: Check) =>
    fc.assert(
      fc.property(steps, (story) => {
        let before: Idea | null = null;
        let day = 0;
        for (const { days, ...step } of story) {
          day += days;
          const given = aCase({ ...step, before, now: later(day) });
          const found = decideIdea(given);
          check(found, given);
          before = found.idea;
        }
      }),
      { numRuns: 400 },
    );

  test('the same look again changes nothing and writes no line', () => {
    along(({ idea }, given) => {
      const repeated = decideIdea({ ...given, before: idea, orders: [] });
      expect(repeated.idea).toEqual(idea);
      expect(repeated.entries).toEqual([]);
    });
  });

  test('every change of text, status or score is a line, and the lines join up', () => {
    along(({ idea, entries, outcomes }, { before, orders: given }) => {
      expect(outcomes).toHaveLength(given.length);
      let [status, score, version] = [before?.status, before?.reading.score.value, before?.version ?? 0];
      for (const entry of entries) {
        expect([entry.before?.status, entry.before?.score]).toEqual([status, score]);
        const isText = entry.action === 'submitted' || entry.action === 'edited';
        expect(entry.version).toBe(isText ? version + 1 : version);
        ({ status, score } = entry.after);
        version = entry.version;
      }
      if (idea === null) expect(entries).toEqual([]);
      else expect([idea.status, idea.reading.score.value, idea.version]).toEqual([status, score, version]);
    });
  });

  test('what is promoted stays so, what rests says why, and nobody is written to who is gone', () => {
    along(({ idea, entries }, { before, seen: sight }) => {
      if (idea === null) return;
      if (before?.promotion) expect(idea.promotion).toEqual(before.promotion);
      expect(idea.status === 'PROMOTED').toBe(idea.promotion !== null);
      expect(idea.status === 'ARCHIVED').toBe(idea.parked !== null);
      expect(idea.gone).toBe(sight.kind === 'gone' || !sight.issue.labels.includes('idea'));
      for (const { action, reason } of entries) if (action === 'archived') expect(reason).toMatch(/\S/);
      expect(JSON.parse(JSON.stringify(idea))).toEqual(idea);
    });
  });
});
