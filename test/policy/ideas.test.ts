// F6 for `ideas.yml`: what files come to, defaults, organisation and repository laid over each other, and what is told of a broken one.

import { describe, expect, test } from '@jest/globals';
import { DEFAULT_IDEA_RULES } from '../../src/core/ideas/defaults.ts';
import { FIELDS } from '../../src/core/ideas/model.ts';
import type { IdeaRules } from '../../src/core/ideas/rules.ts';
import { extended, type Load } from '../../src/policy/extends.ts';
import { type IdeaLayer, ideaLayerOf, NO_IDEA_LAYER, resolveIdeas } from '../../src/policy/idea-layer.ts';
import { ideasFile } from '../../src/policy/ideas.ts';
import { LIMITS } from '../../src/policy/limits.ts';
import { readFile } from '../../src/policy/read.ts';
import { BAD_IDEAS } from './ideas-bad.ts';

const FILE = '.clos/ideas.yml';

const layer = (text: string): IdeaLayer => {
  const reading = readFile(ideasFile, FILE, `version: 1\n${text}\n`, LIMITS);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return ideaLayerOf([reading]);
};
const resolved = (organization: string, own: string): IdeaRules =>
  resolveIdeas(layer(organization), layer(own)).rules;
const alone = (text: string): IdeaRules => resolveIdeas(NO_IDEA_LAYER, layer(text)).rules;

describe('without a file', () => {
  test('the rules of the core hold', () => {
    const holds = { rules: DEFAULT_IDEA_RULES, form: 'idea.yml' };
    expect(resolveIdeas(NO_IDEA_LAYER, NO_IDEA_LAYER)).toEqual(holds);
    expect(resolveIdeas(layer(''), layer(''))).toEqual(holds);
  });

  test('the schema tells the same defaults, key by key', () => {
    const { score, bands, labels, duplicates, mode, label, form } = ideasFile.schema.properties;
    const defaults = (schema: object = {}) =>
      Object.fromEntries(
        Object.entries((schema as { properties: Record<string, { default?: unknown }> }).properties).map(
          ([key, one]) => [key, one.default],
        ),
      );
    const { needsWork, ...others } = defaults(labels);
    expect({
      mode: (mode as { default?: unknown }).default,
      label: (label as { default?: unknown }).default,
      form: (form as { default?: unknown }).default,
      formula: defaults(score).formula,
      tens: defaults((score as unknown as { properties: { tens: object } }).properties.tens),
      bands: defaults(bands),
      labels: { ...others, 'needs-work': needsWork },
      duplicates: defaults(duplicates),
    }).toEqual({
      mode: DEFAULT_IDEA_RULES.mode,
      label: DEFAULT_IDEA_RULES.label,
      form: 'idea.yml',
      formula: DEFAULT_IDEA_RULES.formula.kind,
      tens: DEFAULT_IDEA_RULES.tens,
      bands: DEFAULT_IDEA_RULES.bands,
      labels: DEFAULT_IDEA_RULES.labels,
      duplicates: DEFAULT_IDEA_RULES.duplicates,
    });
  });

  test('the rules are data', () =>
    expect(JSON.parse(JSON.stringify(DEFAULT_IDEA_RULES))).toEqual(DEFAULT_IDEA_RULES));
});

test('a file sets every setting', () => {
  const own = layer(`
mode: warn
label: proposal
form: proposal.yaml
fields:
  problem: { headings: [What hurts], required: false }
  reach: { required: true }
scales: { impact: { Huge: 10, 'Tiny ': 1 }, effort: { Sprint: 2 } }
score: { formula: weights, weights: { impact: 3, votes: 1 }, tens: { rice: 50, votes: 5 } }
bands: { approved: 7, review: 3.5 }
labels: { approved: go, review: look, needsWork: no }
duplicates: { threshold: 0.6, most: 5, across: true }
park: 180d`);
  const { rules, form } = resolveIdeas(NO_IDEA_LAYER, own);
  expect(form).toBe('proposal.yaml');
  expect(rules).toEqual({
    mode: 'warn',
    label: 'proposal',
    fields: {
      ...DEFAULT_IDEA_RULES.fields,
      problem: { headings: ['What hurts', 'Problem Statement', 'Problem'], required: false },
      reach: { headings: ['Reach'], required: true },
    },
    scales: {
      impact: { huge: 10, tiny: 1 },
      confidence: DEFAULT_IDEA_RULES.scales.confidence,
      effort: { sprint: 2 },
    },
    formula: { kind: 'weights', weights: { impact: 3, votes: 1 } },
    tens: { rice: 50, reach: 1_000, votes: 5 },
    bands: { approved: 7, review: 3.5 },
    labels: { approved: 'go', review: 'look', 'needs-work': 'no' },
    duplicates: { threshold: 0.6, most: 5, across: true },
    parkAfterSeconds: 15_552_000,
  });
  expect(resolveIdeas(NO_IDEA_LAYER, JSON.parse(JSON.stringify(own)) as IdeaLayer)).toEqual({ rules, form });
});

describe('the organisation’s file', () => {
  test('holds where the repository’s says nothing', () => {
    expect(resolved('mode: warn\nbands: { approved: 9, review: 5 }', 'label: wish')).toMatchObject({
      mode: 'warn',
      label: 'wish',
      bands: { approved: 9, review: 5 },
    });
  });

  type Row = readonly [setting: string, organization: string, own: string, comes: Partial<IdeaRules>];
  const ROWS: readonly Row[] = [
    ['mode', 'mode: warn', 'mode: observe', { mode: 'observe' }],
    ['label', 'label: wish', 'label: dream', { label: 'dream' }],
    [
      'bands',
      'bands: { approved: 9, review: 5 }',
      'bands: { approved: 7, review: 2 }',
      { bands: { approved: 7, review: 2 } },
    ],
    ['formula', 'score: { formula: rice }', 'score: { formula: ice }', { formula: { kind: 'ice' } }],
    [
      'weights',
      'score: { formula: weights, weights: { impact: 1 } }',
      'score: { formula: weights, weights: { ease: 1 } }',
      { formula: { kind: 'weights', weights: { ease: 1 } } },
    ],
    [
      'what scores 10, one by one',
      'score: { tens: { rice: 5, votes: 6 } }',
      'score: { tens: { votes: 7 } }',
      { tens: { rice: 5, reach: 1_000, votes: 7 } },
    ],
    [
      'duplicates, one by one',
      'duplicates: { most: 1, across: true }',
      'duplicates: { most: 0 }',
      { duplicates: { ...DEFAULT_IDEA_RULES.duplicates, most: 0, across: true } },
    ],
    ['age', 'park: 30d', 'park: 90d', { parkAfterSeconds: 7_776_000 }],
  ];
  test.each(ROWS)('gives way to the repository’s: %s', (_, organization, own, comes) => {
    expect(resolved(organization, own)).toMatchObject(comes);
  });

  test('keeps the headings of a field whose need the repository says, and the other way round', () => {
    const { fields } = resolved(
      'fields: { problem: { headings: [Schmerz] }, solution: { required: false } }',
      'fields: { problem: { required: false }, solution: { headings: [Idee] } }',
    );
    expect(fields.problem).toEqual({
      headings: ['Schmerz', 'Problem Statement', 'Problem'],
      required: false,
    });
    expect(fields.solution.headings[0]).toBe('Idee');
    expect(fields.solution.required).toBe(false);
  });

  test('has its scale replaced as a whole: half of two scales is none', () => {
    const { scales } = resolved(
      'scales: { impact: { huge: 10, tiny: 1 }, effort: { sprint: 2 } }',
      'scales: { impact: { big: 9 } }',
    );
    expect(scales).toEqual({
      impact: { big: 9 },
      effort: { sprint: 2 },
      confidence: DEFAULT_IDEA_RULES.scales.confidence,
    });
  });
});

test('a heading that a file gives to one field is no other name of another', () => {
  const { fields } = alone('fields: { solution: { headings: [How, "**problem**:"] } }');
  expect(fields.problem.headings).toEqual(['Problem Statement']);
  expect(fields.solution.headings).toEqual([
    ...['How', '**problem**:'],
    ...DEFAULT_IDEA_RULES.fields.solution.headings,
  ]);
});

describe('extends', () => {
  const at = { owner: 'acme', name: 'shop', path: FILE, ref: null };
  const extending = async (text: string, files: Readonly<Record<string, string>>) => {
    const load: Load = async ({ name }) =>
      name in files
        ? { kind: 'file', text: `version: 1\n${files[name]}\n`, blobSha: name }
        : { kind: 'missing' };
    const reading = readFile(ideasFile, FILE, `version: 1\n${text}\n`, LIMITS);
    return extended(ideasFile, at, reading, load);
  };

  test('lays the nearer file over the farther one', async () => {
    const found = await extending('extends: acme/rules\nlabel: dream', {
      rules: 'extends: acme/base\nmode: warn\nlabel: wish',
      base: 'mode: observe\npark: 30d\nscales: { impact: { huge: 10 } }',
    });
    if (!found.ok) throw new Error(JSON.stringify(found.problems));
    const { rules } = resolveIdeas(NO_IDEA_LAYER, ideaLayerOf(found.layers));
    expect(rules).toMatchObject({ label: 'dream', mode: 'warn', parkAfterSeconds: 2_592_000 });
    expect(rules.scales.impact).toEqual({ huge: 10 });
  });

  test.each([
    ['a file that is broken', { rules: 'mode: block' }],
    ['a file that is not there', {}],
  ])('of %s is a problem where it is named', async (_, files) => {
    const found = await extending('extends: acme/rules', files as Readonly<Record<string, string>>);
    expect(found.ok).toBe(false);
    if (!found.ok) expect(found.problems[0]).toMatchObject({ file: FILE, line: 2, column: 10 });
  });
});

test('every field may be renamed and required', () => {
  for (const name of FIELDS) {
    const { fields } = alone(`fields: { ${name}: { headings: ['Our ${name}'], required: true } }`);
    expect(fields[name]).toMatchObject({ required: true });
    expect(fields[name].headings.slice(0, 2)).toEqual([
      `Our ${name}`,
      DEFAULT_IDEA_RULES.fields[name].headings[0],
    ]);
  }
});

describe(`F6 a broken ${FILE}`, () => {
  test.each(BAD_IDEAS)(
    'with %s names every problem, its place and what to do',
    (_, text, mend, ...expected) => {
      const reading = readFile(ideasFile, FILE, text, LIMITS);
      expect(reading).not.toHaveProperty('value');
      const problems = reading.ok ? [] : reading.problems;
      expect(problems.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual(expected);
      expect(problems[0]?.mend).toContain(mend);
      for (const { file, message, mend: what } of problems) {
        expect(file).toBe(FILE);
        expect(message).toMatch(/^\S.*\.$/s);
        expect(what).toMatch(/^\S.*\.$/s);
      }
    },
  );

  test('is written in more than forty ways that differ', () => {
    expect(BAD_IDEAS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(BAD_IDEAS.map(([, text]) => text)).size).toBe(BAD_IDEAS.length);
  });

  test('says why a number is none, and why two headings are one', () => {
    const said = (text: string) => {
      const reading = readFile(ideasFile, FILE, `version: 1\n${text}\n`, LIMITS);
      return reading.ok ? '' : reading.problems[0]?.message;
    };
    expect(said('scales: { impact: { huge: 11 } }')).toBe(
      '`scales.impact.huge` should be a number from 0 to 10, but it is 11.',
    );
    expect(said('fields: { problem: { headings: [What, "what:"] } }')).toBe(
      '`what:` and `What` are the same: case, emphasis and a colon at the end do not tell headings apart.',
    );
  });
});
