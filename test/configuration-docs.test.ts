// What docs/configuration.md says is true: its examples are read, and its tables name every key with its default.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FILE_KINDS } from '../src/policy/files.ts';
import { LIMITS } from '../src/policy/limits.ts';
import { readFile } from '../src/policy/read.ts';

const text = readFileSync(join(import.meta.dirname, '../docs/configuration.md'), 'utf8');

const examples = [...text.matchAll(/^```yaml\n# (\S+)\n(.*?)^```/gms)].map(
  ([, path = '', body = '']) => [path, body] as const,
);

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

function keys(schema: Schema, prefix = ''): (readonly [string, Schema])[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const inner = one.properties ? one : (one.items ?? one);
    const key = `${prefix}${name}`;
    return inner.properties && key !== 'pods.wip' ? keys(inner, `${key}.`) : [[key, one] as const];
  });
}

const known = new Map(FILE_KINDS.flatMap(({ schema }) => keys(JSON.parse(JSON.stringify(schema)) as Schema)));

const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, key = '', values = '', fallback = '']) => ({ key: key.replaceAll('`', ''), values, fallback }))
  .filter(({ key }) => !key.startsWith('.clos/'));

describe('docs/configuration.md', () => {
  test('has an example of every kind of file', () => {
    expect(new Set(examples.map(([path]) => path))).toEqual(new Set(FILE_KINDS.map(({ path }) => path)));
    expect(text.match(/```yaml/g)).toHaveLength(examples.length);
  });

  test.each(examples)('%s is read without a problem', (path, body) => {
    const kind = FILE_KINDS.find((one) => one.path === path);
    expect(kind && readFile(kind, path, body, LIMITS)).toMatchObject({ ok: true });
  });

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
