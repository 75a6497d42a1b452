import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide, survey } from '../../src/core/decide.ts';
import type { Decision } from '../../src/core/decision.ts';
import type { Facts } from '../../src/core/facts.ts';
import { repositoryId } from '../../src/core/ids.ts';
import type { Mode, WipPolicy } from '../../src/core/policy.ts';
import { renderCheck } from '../../src/core/render/check.ts';
import type { HeldLock, PodFacts } from '../../src/core/wip/model.ts';
import {
  anItem,
  aPod,
  aPull,
  CONFIGURED,
  held,
  holders,
  LAST_EVENT,
  LIMIT_5,
  line,
  NOW,
  queued,
  theFacts,
  withOwn,
  withRules,
} from './support/facts.ts';

const slots = (count: number): HeldLock[] =>
  Array.from({ length: count }, (_, index) => ({ ...held(1, index + 50), slot: index + 1 }));
const full = aPod({ held: holders(1, 2, 3, 4, 5) });
const titles = ({ checks }: Decision) => checks.map((check) => `${check.pullNumber}: ${check.title}`);
const essenceOf = (facts: Facts, number = 10) =>
  decide(facts).checks.find((check) => check.pullNumber === number)?.essence;

/** Facts as wild as the types allow, with the subject anywhere or nowhere. */
const anyFacts: fc.Arbitrary<Facts> = fc
  .record({
    limit: fc.integer({ min: 0, max: 6 }),
    onLimit: fc.constantFrom('queue', 'block'),
    drafts: fc.constantFrom('include', 'exclude'),
    mode: fc.constantFrom<Mode>('observe', 'warn', 'enforce'),
    holders: fc.integer({ min: 0, max: 6 }),
    waiting: fc.integer({ min: 0, max: 12 }),
    more: fc.constantFrom(0, 0, 5, 200),
    subject: fc.integer({ min: 1, max: 70 }),
    pull: fc.record({
      state: fc.constantFrom('open', 'open', 'open', 'closed'),
      merged: fc.boolean(),
      draft: fc.boolean(),
    }),
    alone: fc.boolean(),
    access: fc.constantFrom('active', 'active', 'active', 'lost', 'suspended'),
    broken: fc.boolean(),
    pods: fc.constantFrom(1, 1, 1, 2),
  })
  .map((given): Facts => {
    const waiting = Array.from({ length: given.waiting }, (_, index) => queued(index + 20));
    const wip = {
      ...LIMIT_5,
      limit: given.limit,
      onLimit: given.onLimit,
      drafts: given.drafts,
    } as WipPolicy;
    const pod = aPod({
      mode: given.mode,
      wip,
      held: slots(given.holders),
      queue: waiting,
      queueLength: given.waiting + given.more,
    });
    const merged = given.pull.merged && given.pull.state === 'closed';
    return theFacts({
      pull: given.alone
        ? null
        : aPull(given.subject, { ...given.pull, merged } as Partial<Facts['pull'] & object>),
      access: given.access as Facts['access'],
      configuration: given.broken ? { ...CONFIGURED, source: 'none', policy: null } : CONFIGURED,
      pods: Array.from({ length: given.pods }, (_, index) => ({
        ...withOwn(pod, given.subject),
        id: index + 7,
      })),
    });
  });

/** The items that hold a slot in every pod once the decision is applied. */
function holding(facts: Facts, { transitions }: Decision): (number: number) => boolean {
  return (number) =>
    facts.pods.every((pod) => {
      const mine = transitions.filter(
        (change) => change.podId === pod.id && change.item.pullNumber === number,
      );
      const before = pod.held.some((lock) => lock.item.pullNumber === number);
      return mine.length === 0 ? before : mine.at(-1)?.kind === 'grant';
    });
}

describe('T-22 what a check may say', () => {
  const allowed = ['success', 'failure', 'action_required', 'timed_out', 'queued', 'in_progress'];

  test('T-22 is never neutral, skipped or anything else that passes unseen', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(decide, survey), (facts, answer) => {
        for (const check of answer(facts).checks) {
          const rendered = renderCheck(check, { now: facts.now, lastEvent: LAST_EVENT, traceId: null });
          expect(allowed).toContain(rendered.status === 'completed' ? rendered.conclusion : rendered.status);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('T-22 is green only with a slot where the pod enforces, and never without rules', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const decision = decide(facts);
        const holds = holding(facts, decision);
        for (const { outcome, pullNumber } of decision.checks) {
          const green = outcome.status === 'completed' && outcome.conclusion === 'success';
          const enforced = facts.pods.every((pod) => pod.rules?.mode === 'enforce');
          if (facts.configuration?.policy === null)
            expect(outcome).toEqual({ status: 'completed', conclusion: 'failure' });
          else if (enforced && green) expect(holds(pullNumber)).toBe(true);
          else if (enforced && pullNumber === facts.pull?.number) expect(holds(pullNumber)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('T-22 an open pull request in an enforcing or warning pod always gets a check', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { pull, access, pods } = facts;
        if (pull?.state !== 'open' || access !== 'active' || pods[0]?.rules?.mode === 'observe') return;
        expect(decide(facts).checks.filter((check) => check.pullNumber === pull.number)).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  test('T-22 never admits beyond the limit, whatever the rows say', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const decision = decide(facts);
        for (const pod of facts.pods) {
          const mine = decision.transitions.filter((change) => change.podId === pod.id);
          const granted = mine.filter((change) => change.kind === 'grant').length;
          const released = mine.filter(
            (change) =>
              change.kind === 'release' &&
              pod.held.some((lock) => lock.item.pullNumber === change.item.pullNumber),
          ).length;
          expect(pod.held.length - released + granted).toBeLessThanOrEqual(
            Math.max(pod.rules?.wip.limit ?? 0, pod.held.length - released),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a title', () => {
  test.each<[string, Parameters<typeof aPod>[0], string]>([
    ['holds', {}, 'Holds slot 1 of 5'],
    ['waits', { held: holders(1, 2, 3, 4, 5), queue: line(6) }, 'Waiting: position 2 of 2, limit 5'],
    [
      'waits at the front of a long line',
      { held: slots(5), queue: line(1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 17, 18), queueLength: 40 },
      'Waiting: position 4 of more than 25, limit 5',
    ],
    ['waits eleventh', { held: slots(5), queueLength: 10 }, 'Waiting: position 11 to 25, limit 5'],
    ['waits forty-first', { held: slots(5), queueLength: 40 }, 'Waiting: position 26 to 50, limit 5'],
    ['waits last of 400', { held: slots(5), queueLength: 400 }, 'Waiting: position over 100, limit 5'],
    ['would wait', { mode: 'warn', held: slots(5), queue: line(6) }, 'Would wait: position 2 (warn mode)'],
    [
      'is refused',
      { wip: { ...LIMIT_5, onLimit: 'block', limit: 1 }, held: slots(1) },
      'Blocked: the only slot is taken',
    ],
    [
      'would be refused',
      { mode: 'warn', wip: { ...LIMIT_5, onLimit: 'block' }, held: slots(5) },
      'Would be blocked: all 5 slots are taken (warn mode)',
    ],
    [
      'is refused above a lowered limit',
      { wip: { ...LIMIT_5, onLimit: 'block', limit: 3 }, held: slots(5) },
      'Blocked: 5 hold slots and the limit is 3',
    ],
    [
      'is refused by a stopped line',
      { wip: { ...LIMIT_5, onLimit: 'block', limit: 0 } },
      'Blocked: the limit is 0, so nobody is admitted',
    ],
  ])('of one that %s', (_, over, title) => {
    expect(titles(decide(theFacts({ pods: [withOwn(aPod(over), 10)] })))).toEqual([`10: ${title}`]);
  });

  test('of a waiter beyond the loaded rows follows those who left before it', () => {
    const pod = aPod({
      held: holders(1, 2, 3, 4),
      queue: line(1, 2),
      queueLength: 30,
      own: { lock: queued(30), position: 26 },
    });
    expect(titles(decide(theFacts({ pull: aPull(30), pods: [pod] })))).toContain(
      '30: Waiting: position 11 to 25, limit 5',
    );
  });
});

describe('essence', () => {
  const near = theFacts({ pods: [aPod({ held: holders(1, 2, 3, 4, 5), queue: line(6) })] });
  const far = theFacts({ pods: [aPod({ held: holders(1, 2, 3, 4, 5), queue: line(6), queueLength: 30 })] });
  const otherHolder = (facts: Facts) => ({
    ...facts,
    pods: facts.pods.map((pod) => ({ ...pod, held: [...pod.held.slice(1), held(1, 40)] })),
  });

  test('does not know the time', () => {
    const later: Facts = { ...near, now: '2026-11-22T00:00:00Z' };
    expect(essenceOf(later)).toBe(essenceOf(near));
  });

  test('near the front it follows the holders, far away it does not', () => {
    expect(essenceOf(otherHolder(near))).not.toBe(essenceOf(near));
    expect(essenceOf(otherHolder(far))).toBe(essenceOf(far));
  });

  test('far away it follows the limit and the range only', () => {
    const at = (queueLength: number, limit = 5) =>
      essenceOf(theFacts({ pods: [withRules(aPod({ ...far.pods[0], queueLength }), { limit })] }));
    expect(at(30)).toBe(at(45));
    expect(at(30)).not.toBe(at(60));
    expect(at(30)).not.toBe(at(30, 4));
  });

  test('a new head is always a new check', () => {
    const pushed: Facts = { ...near, pull: aPull(10, { headSha: aPull(11).headSha }) };
    expect(essenceOf(pushed)).not.toBe(essenceOf(near));
  });

  test('one merge before a thousand waiters rewrites few checks', () => {
    const numbers = Array.from({ length: 1_000 }, (_, index) => index + 10);
    const before = theFacts({
      pull: null,
      pods: [aPod({ held: holders(1, 2, 3, 4, 5), queue: line(...numbers) })],
    });
    const after = theFacts({
      pull: null,
      pods: [aPod({ held: [...holders(1, 2, 3, 4), held(5, 10)], queue: line(...numbers.slice(1)) })],
    });
    const known = new Map(survey(before).checks.map((check) => [check.pullNumber, check.essence]));
    const rewritten = survey(after).checks.filter((check) => known.get(check.pullNumber) !== check.essence);
    expect(rewritten.length).toBeLessThanOrEqual(15);
  });
});

describe('survey', () => {
  test('has a check for every holder and waiter, the exact places, and nothing to refresh', () => {
    const facts = theFacts({ pods: [aPod({ held: holders(1, 2, 3, 4, 5), queue: line(6, 7) })] });
    const decision = survey(facts);
    expect(decision).toMatchObject({ transitions: [], audit: [], refreshPods: [] });
    expect(titles(decision)).toEqual([
      '1: Holds slot 1 of 5',
      '2: Holds slot 2 of 5',
      '3: Holds slot 3 of 5',
      '4: Holds slot 4 of 5',
      '5: Holds slot 5 of 5',
      '6: Waiting: position 1 of 2, limit 5',
      '7: Waiting: position 2 of 2, limit 5',
    ]);
  });

  test('admits whoever fits by now', () => {
    const facts = theFacts({
      pods: [aPod({ held: holders(1), queue: line(6), wip: { ...LIMIT_5, limit: 2 } })],
    });
    expect(survey(facts).transitions).toMatchObject([{ kind: 'grant', slot: 2 }]);
    expect(titles(survey(facts))).toContain('6: Holds slot 2 of 2');
  });
});

describe('refreshing the others in line', () => {
  const after = (pods: PodFacts, over: Partial<Facts> = {}) =>
    decide(theFacts({ pods: [pods], ...over })).refreshPods;
  const merged = { pull: aPull(4, { state: 'closed', merged: true }) };

  test.each<[string, PodFacts, Partial<Facts>, readonly number[]]>([
    ['a slot changed hands', withOwn(aPod({ ...full, queue: line(6, 7), queueLength: 2 }), 4), merged, [7]],
    [
      'the only waiter was admitted',
      withOwn(aPod({ ...full, queue: line(6), queueLength: 1 }), 4),
      merged,
      [],
    ],
    [
      'the line got longer, and its end is in sight',
      aPod({ ...full, queue: line(6), queueLength: 1 }),
      {},
      [7],
    ],
    ['a long line got longer', aPod({ ...full, queue: line(6), queueLength: 30 }), {}, []],
    [
      'somebody joined in the middle',
      aPod({ ...full, queue: line(6, 70), queueLength: 2 }),
      { askedAt: '2026-11-20T10:30:00Z' },
      [7],
    ],
    ['nothing changed', withOwn(aPod({ ...full, queue: line(6, 10), queueLength: 2 }), 10), {}, []],
    ['the rules may have changed', aPod({ held: holders(1) }), { pull: null }, [7]],
    ['an empty pod got new rules', aPod(), { pull: null }, []],
    [
      'the pod only observes',
      withOwn(withRules(aPod({ ...full, queue: line(6, 7), queueLength: 2 }), {}, 'observe'), 4),
      merged,
      [],
    ],
  ])('%s', (_, pod, over, expected) => expect(after(pod, over)).toEqual(expected));
});

describe('a pull request in two pods', () => {
  const room = aPod({ id: 8, name: 'web' });

  test('is green only with a slot in both', () => {
    const [check] = decide(theFacts({ pods: [room, full] })).checks;
    expect(check).toMatchObject({
      outcome: { status: 'queued' },
      title: 'Waiting: position 1 of 1, limit 5',
    });
    expect(check?.verdict.children.map((child) => child.rule)).toEqual(['wip.holders', 'wip.slot']);
    expect(decide(theFacts({ pods: [room, aPod()] })).checks[0]).toMatchObject({
      outcome: { conclusion: 'success' },
    });
  });

  test('is held up by the pod that enforces, not by the one that warns', () => {
    const warns = withRules(aPod({ ...full, id: 9 }), {}, 'warn');
    expect(decide(theFacts({ pods: [warns, room] })).checks[0]).toMatchObject({
      outcome: { conclusion: 'success' },
    });
    expect(decide(theFacts({ pods: [warns, full] })).checks[0]).toMatchObject({
      outcome: { status: 'queued' },
    });
  });
});

describe('a repository without usable rules', () => {
  const broken: Facts['configuration'] = { source: 'none', policy: null, problems: [], blobSha: null };

  test.each<Mode>(['observe', 'warn', 'enforce'])('is red in mode %s', (mode) => {
    expect(decide(theFacts({ configuration: broken, pods: [aPod({ mode })] })).checks).toMatchObject([
      {
        outcome: { status: 'completed', conclusion: 'failure' },
        title: 'Configuration broken: it could not be read',
      },
    ]);
  });

  test('still frees the slot of what is merged, and keeps a draft where it stands', () => {
    const pods = [withOwn(full, 4)];
    const kinds = (over: Parameters<typeof aPull>[1]) =>
      decide(theFacts({ configuration: broken, pods, pull: aPull(4, over) })).transitions.map(
        (change) => change.kind,
      );
    expect(kinds({ state: 'closed', merged: true })).toEqual(['release']);
    expect(kinds({ draft: true })).toEqual([]);
  });

  test('does not speak for other repositories of the pod', () => {
    const elsewhere = anItem(3, { repositoryId: repositoryId(200) });
    const pod = aPod({ held: [{ ...held(1), item: elsewhere }, held(2)] });
    expect(titles(survey(theFacts({ configuration: broken, pods: [pod] })))).toEqual([
      '3: Holds slot 1 of 5',
      '2: Configuration broken: it could not be read',
    ]);
  });
});

describe('an installation that is suspended', () => {
  test('admits nobody, of whatever repository, and hears nothing', () => {
    const elsewhere = queued(6, { item: anItem(6, { repositoryId: repositoryId(200) }) });
    const pods = [withOwn(aPod({ held: holders(1, 2, 3, 4, 5), queue: [elsewhere] }), 4)];
    const decision = decide(theFacts({ access: 'suspended', pull: aPull(4), pods }));
    expect(new Set(decision.transitions.map((change) => change.kind))).toEqual(new Set(['release']));
    expect(decision).toMatchObject({ checks: [], refreshPods: [] });
  });
});

describe('the audit log', () => {
  test('has one line for each transition, with what stood before', () => {
    const pod = withOwn(aPod({ held: holders(1, 2, 3, 4, 5), queue: line(6) }), 4);
    expect(
      decide(theFacts({ pull: aPull(4, { state: 'closed', merged: true }), pods: [pod] })).audit,
    ).toEqual([
      {
        actor: 'clos',
        action: 'wip.release',
        subject: 'pull/100/4',
        before: { pod: 7, status: 'held', requestedAt: '2026-11-16T09:00:00Z', slot: 4 },
        after: { pod: 7, status: 'released', reason: 'merged' },
      },
      {
        actor: 'clos',
        action: 'wip.grant',
        subject: 'pull/100/6',
        before: { pod: 7, status: 'queued', requestedAt: '2026-11-20T10:06:00.000Z' },
        after: { pod: 7, status: 'held', slot: 4, requestedAt: '2026-11-20T10:06:00.000Z' },
      },
    ]);
  });
});

test('a decision survives being written down and read again', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const decision = decide(facts);
      expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
      expect(NOW).toBe(facts.now);
    }),
    { numRuns: 100 },
  );
});
