// What docs/configuration.md, docs/gates.md and docs/ideas.md say is true: their examples are read, and their tables name every key with its
// default.

import { describe, expect, test } from '@jest/globals';
import { DEFAULT_RULES } from '../src/core/gates/defaults.ts';
import { contextsFor } from '../src/core/gates/expressions/contexts.ts';
import { FUNCTIONS } from '../src/core/gates/expressions/functions.ts';
import { readEvidence } from '../src/policy/evidence.ts';
import { FILE_KINDS, kindOf } from '../src/policy/files.ts';
import { NO_GATE_LAYER } from '../src/policy/gate-layer.ts';
import { readGates } from '../src/policy/gates.ts';
import { resolveGates } from '../src/policy/gates-resolve.ts';
import { LIMITS } from '../src/policy/limits.ts';
import { readFile } from '../src/policy/read.ts';
import { pageOf } from './support/documents.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

/** Keys of mappings in which people choose the names stand under `*`. */
function keys(schema: Schema, prefix = '', root = schema): (readonly [string, Schema])[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const key = `${prefix}${name}`;
    const [entry] = Object.values(one.patternProperties ?? {});
    if (entry?.properties) return keys(entry, `${key}.*.`, root);
    const named = one.$ref ? root.definitions?.[one.$ref.split('/').at(-1) ?? ''] : undefined;
    const inner =
      (prefix.startsWith('evidence.schema.') ? undefined : named) ??
      (one.properties ? one : one.items) ??
      one;
    return inner.properties && key !== 'pods.wip' ? keys(inner, `${key}.`, root) : [[key, one] as const];
  });
}

/** Fields of an idea are all alike, and so are weights: one row stands for all. */
const together = (key: string): string => key.replace(/^(fields|score\.weights)\.\w+/, '$1.*');

const DOCUMENTS = [
  { name: 'configuration.md', kinds: ['config', 'org'], more: [] },
  { name: 'gates.md', kinds: ['gates', 'project'], more: ['.clos/evidence.yml'] },
  { name: 'ideas.md', kinds: ['ideas'], more: [] },
] as const;

test('every kind of file is described in one document', () => {
  expect(DOCUMENTS.flatMap(({ kinds }) => kinds as readonly string[]).toSorted()).toEqual(
    FILE_KINDS.map(({ name }) => name).toSorted(),
  );
});

const isEvidence = ([path]: readonly [string, string]): boolean => path === '.clos/evidence.yml';

describe.each(DOCUMENTS)('docs/$name', ({ name, kinds, more }) => {
  const page = pageOf(name);
  const described = FILE_KINDS.filter((kind) => (kinds as readonly string[]).includes(kind.name));
  const known = new Map(
    described
      .flatMap(({ schema }) => keys(JSON.parse(JSON.stringify(schema)) as Schema))
      .map(([key, one]) => [together(key), one] as const),
  );
  const rows = page.rows('key').map(([key = '', values = '', fallback = '']) => ({ key, values, fallback }));

  test('has an example of every kind of file', () => {
    const paths = page.examples.map(([path]) => path);
    expect(new Set(paths.map((path) => kindOf(path)?.name ?? path))).toEqual(new Set([...kinds, ...more]));
    expect(page.text.match(/```yaml/g)).toHaveLength(page.examples.length);
  });

  test.each(page.examples.filter((example) => !isEvidence(example)))(
    '%s is read without a problem',
    (path, body) => {
      const kind = kindOf(path);
      expect(kind && readFile(kind, path, body, LIMITS)).toMatchObject({ ok: true });
    },
  );

  test('names every key once, and none that does not exist', () => {
    expect(rows.map(({ key }) => key).toSorted()).toEqual([...known.keys()].toSorted());
  });

  test('names every word a key may have, and its default', () => {
    for (const { key, values, fallback } of rows) {
      const { enum: words = [], default: wanted } = known.get(key) ?? {};
      for (const word of words) expect([key, values]).toEqual([key, expect.stringContaining(`\`${word}\``)]);
      const plain = typeof wanted === 'object' ? JSON.stringify(wanted) : wanted;
      if (wanted !== undefined && key !== 'wip.types') expect([key, fallback]).toEqual([key, `\`${plain}\``]);
    }
  });
});

describe('docs/gates.md', () => {
  const page = pageOf('gates.md');

  test('has evidence that is read without a remark', () => {
    const [path, text] = page.examples.find(isEvidence) ?? ['', ''];
    const entry = { path, kind: 'file', bytes: text.length, sha: 'a', text } as const;
    expect(readEvidence([entry], path, DEFAULT_RULES.evidence.schema)).toMatchObject({
      kind: 'read',
      notices: [],
    });
  });

  test('has gates whose expressions are right', () => {
    const [path, text] = page.examples.find(([one]) => one === '.clos/gates.yml') ?? ['', ''];
    const reading = readGates(path, text);
    expect(reading.ok && resolveGates(NO_GATE_LAYER, reading.layer).problems).toEqual([]);
  });

  test('names every context of expressions with its fields', () => {
    const contexts = contextsFor({ type: 'object', properties: {} }, ['tests']);
    const fields = Object.entries(contexts).map(([name, type]) => {
      const inner = name === 'checks' && type.type === 'object' ? type.properties.tests : type;
      return [name, inner?.type === 'object' ? Object.keys(inner.properties) : []];
    });
    const told = page
      .rows('name')
      .map(([name = '', text = '']) => [name, [...text.matchAll(/`(\w+)`/g)].map(([, field]) => field)]);
    expect(told).toEqual(fields);
  });

  test('names every function of expressions with its example', () => {
    const told = page.rows('function').map(([name, example]) => [name, example]);
    expect(told).toEqual(FUNCTIONS.map(({ name, example }) => [name, `\`${example}\``]));
  });

  test('tells the default gates', () => {
    const told = page.rows('leaving').map(([stage, , reason]) => [stage, reason]);
    expect(told).toEqual(DEFAULT_RULES.gates.map(({ stage, reason }) => [stage, reason]));
  });
});
