// What `gates.yml` files come to: defaults, organisation and repository laid over each other, with what is locked and what one
// file takes from another.

import { describe, expect, test } from '@jest/globals';
import { DEFAULT_EVIDENCE, DEFAULT_RULES, NO_PLACE } from '../../src/core/gates/defaults.ts';
import { compile } from '../../src/core/gates/expressions/compile.ts';
import type { StageRules } from '../../src/core/gates/model.ts';
import { extended, type Load } from '../../src/policy/extends.ts';
import { type GateLayer, gateLayerOf, NO_GATE_LAYER } from '../../src/policy/gate-layer.ts';
import { gatesFile, readGates } from '../../src/policy/gates.ts';
import { resolveGates } from '../../src/policy/gates-resolve.ts';
import { LIMITS } from '../../src/policy/limits.ts';
import { readFile } from '../../src/policy/read.ts';

const FILE = '.clos/gates.yml';
const ORG_FILE = 'acme/.github/.clos/gates.yml';

const layer = (text: string, file = FILE): GateLayer => {
  const reading = readGates(file, `version: 1\n${text}\n`);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.layer;
};
const organization = (text: string): GateLayer => layer(text, ORG_FILE);

const resolved = (organization: GateLayer, own: GateLayer): StageRules => {
  const { rules, problems } = resolveGates(organization, own);
  if (rules === null) throw new Error(JSON.stringify(problems));
  return rules;
};
const alone = (text: string): StageRules => resolved(NO_GATE_LAYER, layer(text));

const said = (all: readonly { file: string; line: number; column: number; code: string }[]) =>
  all.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);

const gate = (stage: string, id: string, expression = "project.stage != 'x'"): string =>
  `${stage}: { criteria: [{ id: ${id}, title: T, reason: R, expression: "${expression}" }] }`;

const ids = ({ gates }: StageRules): readonly string[] =>
  gates.flatMap(({ stage, criteria }) => [stage, ...criteria.map(({ id }) => id)]);

describe('the default gates', () => {
  test('hold where no file says otherwise', () => {
    expect(resolveGates(NO_GATE_LAYER, NO_GATE_LAYER)).toEqual({
      rules: DEFAULT_RULES,
      problems: [],
      notices: [],
    });
  });

  test('are written in the language that everybody writes in', () => {
    for (const { criteria } of DEFAULT_RULES.gates)
      for (const { expression } of criteria)
        expect(compile(expression, { evidence: DEFAULT_EVIDENCE, checks: [] })).toMatchObject({ ok: true });
  });

  test('say in their own words what is missing', () => {
    expect(DEFAULT_RULES.gates.map(({ stage, reason }) => [stage, reason])).toEqual([
      ['DISCOVERY', 'Need more customer validation'],
      ['PROTOTYPE', 'Prototype not tested'],
      ['MINIMUM_REMARKABLE', 'Checklist incomplete'],
    ]);
    for (const { hint } of DEFAULT_RULES.gates.flatMap(({ criteria }) => criteria))
      expect(hint).toMatch(/\.$/);
  });

  test('are data', () => expect(JSON.parse(JSON.stringify(DEFAULT_RULES))).toEqual(DEFAULT_RULES));
});

describe('a file', () => {
  test('sets every setting', () => {
    const text = `
mode: warn
branches: [release/*]
stages: [A, B, C]
gates:
  A:
    reason: |
      Not
      yet
    criteria:
      - id: one
        title: One
        expression: "evidence.nps > 7 && checks.tests.passed"
        reason: Too few.
    approvals: [{ count: 2, teams: [core] }, { count: 1 }]
    soak: 7d
    freshness: 36h
  C: {}
requires: [{ paths: [deploy/], stage: B, reason: Wait }]
checks: { tests: { name: test, app: github-actions }, lint: { name: lint, app: 15368 } }
evidence: { subject: src/app, schema: { type: object, properties: { nps: { type: integer, minimum: -100 } } } }
waivers: { longest: 12h }`;
    const rules = alone(text);
    expect(rules).toEqual({
      mode: 'warn',
      branches: ['release/*'],
      stages: ['A', 'B', 'C'],
      gates: [
        {
          stage: 'A',
          reason: 'Not yet',
          criteria: [
            {
              id: 'one',
              title: 'One',
              expression: 'evidence.nps > 7 && checks.tests.passed',
              reason: 'Too few.',
              hint: null,
              at: { file: FILE, line: 14, column: 21 },
            },
          ],
          approvals: [
            { count: 2, teams: ['core'] },
            { count: 1, teams: [] },
          ],
          soakSeconds: 604_800,
          freshSeconds: 129_600,
        },
        { stage: 'C', reason: null, criteria: [], approvals: [], soakSeconds: null, freshSeconds: null },
      ],
      requires: [
        { paths: ['deploy/'], stage: 'B', reason: 'Wait', at: { file: FILE, line: 20, column: 39 } },
      ],
      checks: [
        { key: 'tests', name: 'test', app: 'github-actions' },
        { key: 'lint', name: 'lint', app: 15368 },
      ],
      evidence: {
        subject: 'src/app',
        schema: {
          type: 'object',
          properties: {
            nps: { type: 'integer', minimum: -100 },
            collectedAt: DEFAULT_EVIDENCE.properties.collectedAt,
            subject: DEFAULT_EVIDENCE.properties.subject,
          },
        },
      },
      longestWaiverSeconds: 43_200,
    });
    expect(JSON.parse(JSON.stringify(rules))).toEqual(rules);
  });

  test('that only has a version changes nothing', () => expect(alone('')).toEqual(DEFAULT_RULES));

  test('resolves the same after it was kept as JSON', () => {
    const own = layer(`gates: { ${gate('IDEA', 'a')} }`);
    const kept = JSON.parse(JSON.stringify(own)) as GateLayer;
    expect(resolveGates(NO_GATE_LAYER, kept)).toEqual(resolveGates(NO_GATE_LAYER, own));
  });

  test('keeps the types of evidence as they are written', () => {
    const types =
      '{ a: { type: string, enum: [x, y] }, b: { type: array, description: B, items: { type: object, properties: { c: { type: boolean } } } }, collectedAt: { type: string, format: date-time } }';
    const empty = 'gates: { DISCOVERY: {}, PROTOTYPE: {}, MINIMUM_REMARKABLE: {} }';
    const { schema } = alone(
      `${empty}\nevidence: { schema: { type: object, properties: ${types} } }`,
    ).evidence;
    expect(schema.properties).toEqual({
      collectedAt: { type: 'string', format: 'date-time' },
      subject: DEFAULT_EVIDENCE.properties.subject,
      a: { type: 'string', enum: ['x', 'y'] },
      b: {
        type: 'array',
        description: 'B',
        items: { type: 'object', properties: { c: { type: 'boolean' } } },
      },
    });
  });
});

describe('what wins', () => {
  const ROWS: readonly (readonly [title: string, organization: string, own: string, expected: string[]])[] = [
    [
      'a gate of its own over the default gate, and the others stay',
      '',
      `gates: { ${gate('DISCOVERY', 'mine')} }`,
      [
        'DISCOVERY',
        'mine',
        'PROTOTYPE',
        'prototype-url',
        'prototype-answers',
        'user-testing',
        'MINIMUM_REMARKABLE',
        'checklist-complete',
      ],
    ],
    ['the gates of stages there are only', '', 'stages: [IDEA, GROWTH]', []],
    [
      'the order of the stages',
      '',
      `stages: [B, A]\ngates: { ${gate('A', 'a')}, ${gate('B', 'b')} }`,
      ['B', 'b', 'A', 'a'],
    ],
    [
      "the organisation's gate over the default",
      `stages: [A, B]\ngates: { ${gate('A', 'theirs')} }`,
      '',
      ['A', 'theirs'],
    ],
    [
      "the repository's gate over the organisation's, as a whole",
      `stages: [A, B]\ngates: { A: { soak: 7d, approvals: [{ count: 1 }] } }`,
      `gates: { ${gate('A', 'mine')} }`,
      ['A', 'mine'],
    ],
    [
      'gates of both, each for its stage',
      `stages: [A, B]\ngates: { ${gate('A', 'theirs')} }`,
      `gates: { ${gate('B', 'mine')} }`,
      ['A', 'theirs', 'B', 'mine'],
    ],
    [
      "the repository's stages, without the gates of others",
      `stages: [A, B]\ngates: { ${gate('A', 'theirs')} }`,
      'stages: [B, C]',
      [],
    ],
  ];

  test.each(ROWS)('%s', (_, theirs, mine, expected) => {
    expect(ids(resolved(organization(theirs), layer(mine)))).toEqual(expected);
  });

  test('a gate that replaces another brings nothing of it along', () => {
    const rules = resolved(
      organization('gates: { IDEA: { soak: 7d } }'),
      layer('gates: { IDEA: { freshness: 1d } }'),
    );
    expect(rules.gates[0]).toMatchObject({ stage: 'IDEA', soakSeconds: null, freshSeconds: 86_400 });
  });

  test.each([
    ['mode: observe', 'mode: warn', { mode: 'warn' }],
    ['waivers: { longest: 1d }', '', { longestWaiverSeconds: 86_400 }],
    [
      'checks: { a: { name: a, app: ci } }',
      'checks: { b: { name: b, app: ci } }',
      { checks: [{ key: 'b' }] },
    ],
    [
      'evidence: { subject: src }',
      'evidence: {}',
      { evidence: { subject: 'src', schema: DEFAULT_EVIDENCE } },
    ],
    ['requires: [{ paths: [a], stage: IDEA }]', 'requires: []', { requires: [] }],
  ])('setting by setting: %s under %s', (theirs, mine, expected) => {
    expect(resolved(organization(theirs), layer(mine))).toMatchObject(expected);
  });
});

describe('T-5 what the organisation locked', () => {
  const LOCKS: readonly (readonly [locked: string, own: string, notices: string[]])[] = [
    ['mode', 'mode: observe', ['2:1']],
    ['stages', 'stages: [A, B]', ['2:1']],
    ['waivers', 'waivers: { longest: 365d }', ['2:12']],
    ['waivers.longest', 'waivers: { longest: 365d }', ['2:12']],
    ['evidence', 'evidence: { subject: x, schema: { type: object, properties: {} } }', ['2:13', '2:25']],
    ['evidence.subject', 'evidence: { subject: x }', ['2:13']],
    ['requires', 'requires: []', ['2:1']],
    ['gates.DISCOVERY', 'gates: { DISCOVERY: {} }', ['2:10']],
    ['gates', 'gates: { IDEA: {}, DISCOVERY: {} }', ['2:10', '2:20']],
    ['gates.IDEA', 'stages: [A, B]', ['2:1']],
    ['gates', 'checks: { tests: { name: mine, app: mine } }', ['2:1']],
  ];

  test.each(LOCKS)('T-5 `%s` stays its own under `%s`', (locked, own, notices) => {
    const theirs = organization(`locked: [${locked}]`);
    const { rules, problems, notices: told } = resolveGates(theirs, layer(own));
    expect(rules).toEqual(DEFAULT_RULES);
    expect(problems).toEqual([]);
    expect(said(told)).toEqual(notices.map((place) => `${FILE}:${place} config.locked`));
  });

  test('T-5 leaves the rest of the file in force', () => {
    const { rules } = resolveGates(
      organization('locked: [gates.DISCOVERY]'),
      layer('mode: warn\ngates: { IDEA: { soak: 1d }, DISCOVERY: {} }'),
    );
    expect(rules).toMatchObject({ mode: 'warn', gates: [{ stage: 'IDEA' }, { stage: 'DISCOVERY' }, {}, {}] });
    expect(rules?.gates[1]?.criteria).toHaveLength(2);
  });

  test('T-5 is not to be had by extending a file that says it', async () => {
    const load: Load = async () => ({ kind: 'file', text: 'version: 1\nmode: observe\n', blobSha: 'x' });
    const at = { owner: 'acme', name: 'shop', path: FILE, ref: null };
    const reading = readFile(gatesFile, FILE, 'version: 1\nextends: acme/rules\n', LIMITS);
    const found = await extended(gatesFile, at, reading, load);
    const own = found.ok ? gateLayerOf(found.layers) : NO_GATE_LAYER;
    const { rules, notices } = resolveGates(organization('locked: [mode]'), own);
    expect(rules?.mode).toBe('enforce');
    expect(said(notices)).toEqual(['acme/rules/.clos/gates.yml:2:1 config.locked']);
  });

  test('says why checks are locked where a gate is', () => {
    const own = layer('checks: { tests: { name: mine, app: mine } }');
    const [notice] = resolveGates(organization('locked: [gates.IDEA]'), own).notices;
    expect(notice?.message).toContain('together with `gates.IDEA`');
    expect(notice?.mend).toContain('Delete `checks` here');
  });

  test('a repository locks nothing, and is told so', () => {
    const { rules, notices } = resolveGates(NO_GATE_LAYER, layer('locked: [mode]\nmode: warn'));
    expect(rules?.mode).toBe('warn');
    expect(said(notices)).toEqual([`${FILE}:2:10 config.without-effect`]);
  });

  test('a lock for a stage there is not is a problem of its file', () => {
    const { rules, problems } = resolveGates(organization('locked: [mode, gates.DISCOVRY]'), NO_GATE_LAYER);
    expect(rules).toBeNull();
    expect(said(problems)).toEqual([`${ORG_FILE}:2:16 config.unknown-stage`]);
    expect(problems[0]?.mend).toContain('Did you mean `DISCOVERY`?');
  });
});

describe('a file that takes away what another needs', () => {
  const NPS = 'evidence: { schema: { type: object, properties: { nps: { type: integer } } } }';
  const EMPTY = 'DISCOVERY: {}, PROTOTYPE: {}, MINIMUM_REMARKABLE: {}';

  const ROWS: readonly (readonly [
    title: string,
    organization: string,
    own: string,
    problems: string[],
    words: string,
  ])[] = [
    [
      'a schema without the names of a default gate',
      '',
      `${NPS}\ngates: { DISCOVERY: {}, PROTOTYPE: {} }`,
      [`${FILE}:2:13 expression.unknown-name`],
      'The criterion `checklist-complete` of `gates.MINIMUM_REMARKABLE`, a default gate,',
    ],
    [
      "a schema without the names of the organisation's gate",
      `${NPS}\ngates: { IDEA: { criteria: [{ id: nps, title: T, reason: R, expression: evidence.nps > 7 }] }, ${EMPTY} }`,
      'evidence: { schema: { type: object, properties: { csat: { type: integer } } } }',
      [`${FILE}:2:13 expression.unknown-name`],
      'line 3 of `acme/.github/.clos/gates.yml`',
    ],
    [
      'a schema that gives a name another type',
      `${NPS}\ngates: { IDEA: { criteria: [{ id: nps, title: T, reason: R, expression: evidence.nps > 7 }] }, ${EMPTY} }`,
      'evidence: { schema: { type: object, properties: { nps: { type: string } } } }',
      [`${FILE}:2:13 expression.wrong-type`],
      '`gates.IDEA`',
    ],
    [
      'checks without the one of a gate',
      `checks: { tests: { name: t, app: ci } }\ngates: { IDEA: { criteria: [{ id: t, title: T, reason: R, expression: checks.tests.passed }] } }`,
      'checks: {}',
      [`${FILE}:2:1 expression.unknown-name`],
      'needs what this leaves out',
    ],
    [
      'stages without the one that paths wait for',
      'requires: [{ paths: [deploy/], stage: GROWTH }]',
      'stages: [IDEA, DISCOVERY]',
      [`${FILE}:2:1 config.unknown-stage`],
      '`requires` in line 2 of `acme/.github/.clos/gates.yml`',
    ],
    [
      'nothing: a gate that was wrong from the start is told in its own file',
      'gates: { IDEA: { criteria: [{ id: t, title: T, reason: R, expression: evidence.nothing }] } }',
      `${NPS}\ngates: { ${EMPTY} }`,
      [`${ORG_FILE}:2:80 expression.unknown-name`],
      '`evidence` has no field `nothing`',
    ],
    [
      "nothing: a gate may name what the organisation's file declares",
      `${NPS}\ngates: { ${EMPTY} }`,
      'gates: { IDEA: { criteria: [{ id: t, title: T, reason: R, expression: evidence.nps > 1 }] } }',
      [],
      '',
    ],
  ];

  test.each(ROWS)('is told: %s', (_, theirs, mine, expected, words) => {
    const { rules, problems } = resolveGates(organization(theirs), layer(mine));
    expect(said(problems)).toEqual(expected);
    expect(problems[0]?.message ?? '').toContain(words);
    expect(rules === null).toBe(expected.length > 0);
  });

  test('no rules come of a layer with a problem, so nothing is judged by half of them', () => {
    expect(resolveGates(NO_GATE_LAYER, layer('gates: { NOWHERE: {} }')).rules).toBeNull();
  });

  test('default gates stand in no file', () => {
    expect(DEFAULT_RULES.gates[0]?.criteria[0]?.at).toEqual(NO_PLACE);
  });
});
