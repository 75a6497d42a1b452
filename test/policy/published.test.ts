// The schemas that editors read are the ones the code checks with.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { DEFAULT_POLICY } from '../../src/core/policy.ts';
import { readConfig } from '../../src/policy/config.ts';
import { FILE_KINDS } from '../../src/policy/files.ts';
import { publishedSchemas } from '../../src/policy/published.ts';

const root = join(import.meta.dirname, '../..');

interface Described {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Described>>;
}

const settings = (schema: Described, path = ''): [string, Described][] =>
  Object.entries(schema.properties ?? {}).flatMap(([key, child]) => [
    [`${path}${key}`, child] as [string, Described],
    ...settings(child, `${path}${key}.`),
  ]);

describe('schemas/', () => {
  test('is up to date (node test/policy/publish.ts --write)', () => {
    for (const { path, text } of publishedSchemas())
      expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });

  test('holds one schema for each kind of file and nothing else', () => {
    const names = publishedSchemas().map(({ path }) => path);
    expect(readdirSync(join(root, 'schemas')).map((name) => `schemas/${name}`)).toEqual(names);
  });

  test.each(FILE_KINDS)('of $name has a dialect, an id, a title, and describes every setting', ({ name }) => {
    const published = publishedSchemas().find(({ path }) => path === `schemas/${name}.schema.json`);
    const schema = JSON.parse(published?.text ?? '{}');
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `urn:clos:schema:${name}:1`,
      title: expect.stringMatching(/\S/),
      description: expect.stringMatching(/\S/),
    });
    expect(settings(schema).filter(([, { description }]) => !description)).toEqual([]);
  });

  test('is a valid JSON Schema by itself, with defaults that are the defaults of the policy', () => {
    const schema = JSON.parse(publishedSchemas()[0]?.text ?? '{}');
    const filled = { version: 1, wip: { exempt: {} } };
    expect(new Ajv({ useDefaults: true, strict: false }).compile(schema)(filled)).toBe(true);
    expect(Object.keys(filled.wip)).toEqual(expect.arrayContaining(['limit', 'ttl', 'types']));
    expect(readConfig('c', JSON.stringify(filled))).toEqual({ ok: true, policy: DEFAULT_POLICY });
  });
});
