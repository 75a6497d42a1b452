// The judgement as a whole: closed where something is not known, silent where nothing may be said, and one answer for one commit.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CheckOutcome } from '../../../src/core/effect.ts';
import { DEFAULT_RULES } from '../../../src/core/gates/defaults.ts';
import { type GateInput, judgeGates } from '../../../src/core/gates/judge.ts';
import type { CheckState, GateConfiguration, GateFacts, StageRules } from '../../../src/core/gates/model.ts';
import { sha } from '../../../src/core/ids.ts';
import {
  approved,
  configured,
  criterion,
  EVIDENCE,
  gate,
  INTERVIEWED,
  NOW,
  PROJECT,
  person,
  projectFile,
  promotion,
  theGates,
  waiver,
} from './support/facts.ts';

const GREEN: CheckOutcome = { status: 'completed', conclusion: 'success' };
const RED: CheckOutcome = { status: 'completed', conclusion: 'failure' };
const lost = { kind: 'unknown', because: 'GitHub answered 502' } as const;
const known = <T>(value: T) => ({ kind: 'known', value }) as const;

const withFacts = (input: GateInput, facts: Partial<GateFacts>): GateInput => ({
  ...input,
  facts: { ...input.facts, ...facts },
});

/** A gate that asks for one of everything, and a world in which all of it holds. */
const EVERYTHING: Partial<StageRules> = {
  checks: [{ key: 'tests', name: 'test', app: 'github-actions' }],
  gates: [
    gate('DISCOVERY', {
      criteria: [
        criterion('evidence', 'evidence.customerInterviews >= 5'),
        criterion('tests', 'checks.tests.passed'),
        criterion('reviews', 'reviews.approvals >= 1'),
        criterion('files', 'files.count < 100'),
        criterion('answers', 'answers(evidence.prototypeUrl)'),
      ],
      approvals: [{ count: 1, teams: ['product'] }],
      soakSeconds: 86_400,
      freshSeconds: 30 * 86_400,
    }),
  ],
  evidence: { ...DEFAULT_RULES.evidence, subject: 'src' },
};

const TREE = 'c'.repeat(40);

function fulfilled(): GateInput {
  const evidence = `${INTERVIEWED}prototypeUrl: https://shop.example/\ncollectedAt: 2026-11-15\nsubject: ${TREE}\n`;
  const world = promotion('DISCOVERY', 'PROTOTYPE', evidence, { rules: EVERYTHING });
  const input = theGates(world);
  return withFacts(input, {
    head: { ...input.facts.head, subject: TREE },
    checks: known([{ key: 'tests', conclusion: 'success' }]),
    reviews: known([approved('bob', world.head)]),
    teams: { product: known([person('bob').id]) },
    since: { project: '2026-11-01T00:00:00Z' },
    answers: { 'https://shop.example/': { kind: 'answered' } },
  });
}

describe('fail closed', () => {
  test('with everything known and met it is green', () => {
    const { check, rows } = judgeGates(fulfilled());
    expect(rows.filter(({ state }) => state !== 'met')).toEqual([]);
    expect(check?.outcome).toEqual(GREEN);
  });

  const { facts } = fulfilled();
  const BREAKS: Readonly<Record<string, Partial<GateFacts>>> = {
    'the projects of the base': { base: { ...facts.base, projects: lost } },
    'the projects of the head': { head: { ...facts.head, projects: lost } },
    'the evidence, which was not read': { head: { ...facts.head, evidence: {} } },
    'the evidence, which is broken': {
      head: { ...facts.head, evidence: { [EVIDENCE]: { kind: 'broken', path: EVIDENCE, problems: [] } } },
    },
    'the tree of the code': { head: { ...facts.head, subject: null } },
    'the changed files': { changed: lost },
    'the checks': { checks: lost },
    'the reviews': { reviews: lost },
    'the team': { teams: { product: lost } },
    'a team that nobody read': { teams: {} },
    'since when': { since: {} },
    'whether it answers': { answers: { 'https://shop.example/': lost } },
    'an address that nobody asked': { answers: {} },
  };

  test.each(Object.keys(BREAKS))('T-4: without %s it is red', (what) => {
    const { check } = judgeGates(withFacts(fulfilled(), BREAKS[what]!));
    expect(check?.outcome).toEqual(RED);
  });

  test('T-4: rules that cannot be read are red, and named by line', () => {
    const problem = {
      code: 'config.not-yaml',
      file: '.clos/gates.yml',
      line: 4,
      column: 1,
      message: 'No.',
      mend: 'Yes.',
    };
    const configuration: GateConfiguration = {
      source: 'none',
      rules: null,
      problems: [problem],
      active: true,
    };
    const { check } = judgeGates(
      withFacts(fulfilled(), { configuration, changed: known(['.clos/gates.yml']) }),
    );
    expect(check?.outcome).toEqual(RED);
    expect(check?.title).toContain('.clos/gates.yml:4:1');
    expect(check?.annotations?.map(({ path, line }) => [path, line])).toEqual([['.clos/gates.yml', 4]]);
  });

  test('an expression that does not compile is red, not left out', () => {
    const rules = {
      gates: [gate('DISCOVERY', { criteria: [criterion('typo', 'evidence.custmerInterviews > 5')] })],
    };
    const { check } = judgeGates(theGates(promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, { rules })));
    expect(check?.outcome).toEqual(RED);
  });

  test('T-10: where nobody knows the author, reviews that an expression counts are unknown', () => {
    const rules = {
      gates: [gate('DISCOVERY', { criteria: [criterion('calm', 'reviews.changesRequested == 0')] })],
    };
    const world = promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, { rules, pull: { authorId: null } });
    expect(judgeGates(theGates(world)).check?.outcome).toEqual(RED);
  });

  test('the name of the head branch is not known, and not empty', () => {
    const rules = { gates: [gate('DISCOVERY', { criteria: [criterion('branch', "pr.head != 'wip'")] })] };
    const { rows } = judgeGates(theGates(promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, { rules })));
    expect(rows.map(({ state }) => state)).toEqual(['unknown']);
  });
});

describe('whose rules', () => {
  test('T-1: a pull request that deletes every gate still meets the old ones', () => {
    const head = {
      [PROJECT]: projectFile('PROTOTYPE'),
      '.clos/gates.yml': 'version: 1\ngates: {DISCOVERY: {}}\n',
    };
    const input = theGates({ base: { [PROJECT]: projectFile('DISCOVERY') }, head });
    expect(judgeGates(input).check?.outcome).toEqual(RED);
  });

  test('T-1: observe or warn mode in the pull request changes nothing either', () => {
    const base = { [PROJECT]: projectFile('DISCOVERY'), '.clos/gates.yml': 'version: 1\n' };
    const head = { [PROJECT]: projectFile('PROTOTYPE'), '.clos/gates.yml': 'version: 1\nmode: observe\n' };
    expect(judgeGates(theGates({ base, head })).check?.outcome).toEqual(RED);
  });
});

describe('what waits for others', () => {
  const judged = (conclusion: CheckState['conclusion'] | undefined, expression = 'checks.tests.passed') => {
    const rules = {
      checks: EVERYTHING.checks ?? [],
      gates: [gate('DISCOVERY', { criteria: [criterion('c', expression)] })],
    };
    const checks = known(conclusion === undefined ? [] : [{ key: 'tests', conclusion }]);
    return judgeGates(
      theGates(promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, { rules, facts: { checks } })),
    );
  };

  const cases: readonly [CheckState['conclusion'] | undefined, CheckOutcome][] = [
    ['success', GREEN],
    [null, { status: 'queued' }],
    [undefined, { status: 'queued' }],
    ['failure', RED],
    ['neutral', RED],
    ['skipped', RED],
    ['cancelled', RED],
  ];
  test.each(cases)('a check that says %s leads to %j', (conclusion, outcome) => {
    expect(judged(conclusion).check?.outcome).toEqual(outcome);
  });

  test('a running check is no excuse for what the author could mend', () => {
    const expression = 'checks.tests.passed && evidence.customerInterviews >= 50';
    expect(judged(null, expression).check?.outcome).toEqual(RED);
  });

  test('T-48: it is looked at again though nobody tells us, and what the author has to mend is not', () => {
    expect(judged(null).wakeAt).toBe('2026-11-20T14:13:00.000Z');
    expect(judged('failure').wakeAt).toBeNull();
    expect(judged('success').wakeAt).toBeNull();
    expect(judgeGates(withFacts(fulfilled(), { teams: { product: lost } })).wakeAt).toBe(
      '2026-11-20T14:13:00.000Z',
    );
  });

  test('a check that must not pass is not waited for', () => {
    expect(judged(null, "checks.tests.conclusion == 'failure'").check?.outcome).toEqual(RED);
  });

  test('approvals that an expression counts are waited for', () => {
    expect(judged('success', 'reviews.approvals >= 2').check?.outcome).toEqual({ status: 'queued' });
  });
});

describe('what may be said', () => {
  test('nothing on a pull request that is over', () => {
    const input = theGates(
      promotion('DISCOVERY', 'PROTOTYPE', null, { pull: { state: 'closed', merged: true } }),
    );
    expect(judgeGates(input)).toEqual({
      check: null,
      transitions: [],
      comment: null,
      wakeAt: null,
      endsAt: null,
      rows: [],
    });
  });

  test('nothing where the default branch has neither a project nor gates', () => {
    const configuration = { ...configured(), source: 'default' as const, active: false };
    expect(judgeGates(withFacts(fulfilled(), { configuration })).check).toBeNull();
  });

  test('in observe mode only what takes back an earlier check', () => {
    const input = theGates(promotion('DISCOVERY', 'PROTOTYPE', null, { rules: { mode: 'observe' } }));
    expect(judgeGates(input)).toMatchObject({
      check: { outcome: GREEN, onlyIfShown: true },
      transitions: [{ to: 'PROTOTYPE', verdict: 'not-met' }],
      comment: null,
      wakeAt: null,
    });
  });

  test('in warn mode everything, in green', () => {
    const input = theGates(promotion('DISCOVERY', 'PROTOTYPE', null, { rules: { mode: 'warn' } }));
    const { check, comment, transitions } = judgeGates(input);
    expect(check?.outcome).toEqual(GREEN);
    expect(check?.title).toBe('Would be blocked: DISCOVERY → PROTOTYPE: 2 of 2 criteria not met (warn mode)');
    expect(comment).not.toBeNull();
    expect(transitions.map(({ verdict }) => verdict)).toEqual(['not-met']);
  });

  test('a comment only where a promotion is asked', () => {
    const asked = (from: string, to: string) =>
      judgeGates(theGates(promotion(from, to, INTERVIEWED))).comment !== null;
    expect([asked('DISCOVERY', 'PROTOTYPE'), asked('DISCOVERY', 'GROWTH')]).toEqual([true, true]);
    expect([asked('DISCOVERY', 'DISCOVERY'), asked('GROWTH', 'DISCOVERY')]).toEqual([false, false]);
  });
});

describe('one commit, one answer', () => {
  const heads = [0, 1, 2, 3].map((index) => ({
    head: sha(String(index + 1).repeat(40)),
    good: index % 2 === 0,
  }));

  /** What a cycle sees that read the facts at one head while GitHub may have moved on to another. */
  const seen = (read: number, current: number): GateInput => {
    const { head, good } = heads[read]!;
    const evidence = good ? INTERVIEWED : 'customerInterviews: 1\n';
    const input = theGates(
      promotion('DISCOVERY', 'PROTOTYPE', evidence, { pull: { headSha: heads[current]!.head } }),
    );
    return withFacts(input, { headSha: head });
  };

  test('T-24: in 500 interleavings of pushes and reads (F12), success names a commit whose own evidence holds', () => {
    const look = fc.tuple(fc.nat(heads.length - 1), fc.nat(heads.length - 1));
    const inputs = heads.map((_, read) => heads.map((__, current) => seen(read, current)));
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 6 }), (looks) => {
        for (const [a, b] of looks) {
          const [read, current] = [Math.min(a, b), Math.max(a, b)];
          const { check, transitions, comment } = judgeGates(inputs[read]![current]!);
          expect(check?.headSha).toBe(heads[read]!.head);
          expect(check?.essence).toContain(heads[read]!.head);
          expect(check?.outcome).toEqual(heads[read]!.good ? GREEN : RED);
          expect(transitions.length + (comment ? 1 : 0)).toBe(read === current ? 2 : 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('equal facts at another time say the same', () => {
    const input = fulfilled();
    const later = judgeGates({ ...input, now: '2026-11-20T15:00:00Z' });
    expect(later.check).toEqual(judgeGates(input).check);
  });

  test('every word that is shown is part of the essence', () => {
    const { check } = judgeGates(theGates(promotion('DISCOVERY', 'PROTOTYPE', null)));
    const { title, verdict, next, annotations, outcome } = check!;
    for (const part of [title, verdict, next, annotations, outcome])
      expect(check?.essence).toContain(JSON.stringify(part));
  });
});

describe('any facts', () => {
  const maybe = <T>(value: T) => fc.constantFrom(known(value), lost);
  const stage = fc.constantFrom(...DEFAULT_RULES.stages, 'NOWHERE');
  const evidence = fc.constantFrom(
    null,
    INTERVIEWED,
    'customerInterviews: 1\n',
    'customerInterviews: "9"\n',
    '- broken',
  );
  const world = fc.record({
    from: stage,
    to: stage,
    evidence,
    labels: fc.constantFrom([], ['stage-gate']),
    mode: fc.constantFrom('enforce' as const, 'warn' as const, 'observe' as const),
    changed: fc.constantFrom(undefined, lost, known([]), known(['src/a.ts'])),
    checks: maybe([]),
    reviews: maybe([]),
    waivers: fc.constantFrom([], [waiver('customer-interviews')]),
    authorId: fc.constantFrom(null, person('ada').id),
    baseRef: fc.constantFrom('main', 'next'),
  });

  test('T-22: whatever is known, the conclusion is success or failure or it still runs, and green has no missing row', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { from, to, labels, mode, changed, checks, reviews, waivers, authorId, baseRef } = given;
        const pull = { labels, authorId, baseRef };
        const facts = { checks, reviews, waivers, ...(changed ? { changed } : {}) };
        const input = theGates(
          promotion(from, to, given.evidence, { rules: { mode }, pull, facts, now: NOW }),
        );
        const { check, rows, transitions } = judgeGates(input);
        const outcome = check!.outcome;
        const said = outcome.status === 'completed' ? outcome.conclusion : outcome.status;
        expect(['success', 'failure', 'queued']).toContain(said);
        if (mode !== 'enforce' || said !== 'success') return;
        expect(rows.filter(({ asked, state }) => asked && state !== 'met' && state !== 'waived')).toEqual([]);
        expect(transitions.every(({ verdict }) => verdict === 'met')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
