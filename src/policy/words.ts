// What the schema refuses, in words: what is there, what should be, what to write.
// Everything is said from the schema, so a new setting needs no new words.

import type { AnySchemaObject, ErrorObject } from 'ajv';
import { nearest } from '../core/suggest.ts';
import type { FileKind } from './kind.ts';
import { type Complaint, inline, quoted } from './problem.ts';

export const emptyFile = (): Complaint => ({
  code: 'config.empty',
  message: 'The file is empty: `version` is missing.',
  mend: 'Write `version: 1` on its first line.',
});

export function missingKey(path: readonly string[], key: string, error: ErrorObject): Complaint {
  const wanted = propertiesOf(error.parentSchema)[key];
  const example = wanted?.const ?? wanted?.default;
  return {
    code: 'config.missing-key',
    message: `${quoted([...path, key].join('.'))} is missing.`,
    mend:
      example === undefined
        ? `Add ${quoted(`${key}:`)} with ${expected(wanted?.anyOf?.[0] ?? wanted ?? {})}.`
        : `Add ${quoted(`${key}: ${example}`)}.`,
  };
}

export function unknownKey(
  kind: FileKind,
  path: readonly string[],
  key: string,
  error: ErrorObject,
): Complaint {
  const known = Object.keys(propertiesOf(error.parentSchema));
  return {
    code: 'config.unknown-key',
    message: `${quoted(key)} is not a key of ${path.length === 0 ? 'this file' : quoted(path.join('.'))}.`,
    mend: `${hint(kind, key, known)} Known here: ${namesOf(error.parentSchema)}.`,
  };
}

function hint(kind: FileKind, key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near !== null) return `Did you mean ${quoted(near)}?`;
  const home = Object.entries(propertiesOf(kind.schema)).find(([, schema]) =>
    Object.hasOwn(propertiesOf(schema), key),
  );
  return home === undefined ? 'Delete it.' : `It belongs under ${quoted(home[0])}.`;
}

export function wrongValue(path: readonly string[], error: ErrorObject): Complaint {
  const schema = error.parentSchema ?? {};
  const what = path.length === 0 ? 'The file' : quoted(path.join('.'));
  if (/^(max|min)(Items|Properties)$/.test(error.keyword)) return wrongSize(what, error);
  const message = `${what} should be ${expected(schema)}, but it is ${found(error.data)}.`;
  return { code: codeOf(path, error), message, mend: mendOf(schema, path, error.data) };
}

/** The name of an entry that people choose: a label, a repository. */
export function wrongName(path: readonly string[], error: ErrorObject): Complaint {
  const name: string = error.parentSchema?.title ?? expected(error.parentSchema ?? {});
  return {
    code: 'config.invalid-value',
    message: `A key of ${quoted(path.join('.'))} should be ${name}, but it is ${quoted(error.propertyName ?? '')}.`,
    mend: `Write ${name}.`,
  };
}

function wrongSize(what: string, { keyword, params }: ErrorObject): Complaint {
  const { limit } = params;
  const least = keyword.startsWith('min');
  return {
    code: 'config.out-of-range',
    message: `${what} has ${least ? 'fewer' : 'more'} than ${limit} entries.`,
    mend: least ? 'Add an entry, or delete the key.' : `Keep at most ${limit} of them.`,
  };
}

function codeOf(path: readonly string[], { keyword, data, parentSchema }: ErrorObject): Complaint['code'] {
  if (/^(?:exclusiveM|m)(?:in|ax)imum$/.test(keyword)) return 'config.out-of-range';
  const allowed = parentSchema?.const ?? parentSchema?.enum?.[0];
  if (keyword === 'pattern' || /Length$/.test(keyword)) return 'config.invalid-value';
  if (keyword === 'type' || typeof data !== typeof allowed) return 'config.wrong-type';
  return path.join('.') === 'version' ? 'config.unknown-version' : 'config.invalid-value';
}

function mendOf(schema: AnySchemaObject, path: readonly string[], data: unknown): string {
  const key = path.at(-1);
  const sample = sampleOf(schema);
  if (typeof data === 'string' && isNumberFor(schema, data)) return `Write ${Number(data)} without quotes.`;
  if (key === 'version') return `Write \`version: ${sample}\`; this CLOS knows version ${sample} only.`;
  if (key === undefined)
    return `Write one \`key: value\` per line, a space after the colon: ${namesOf(schema)}.`;
  if (schema.type === 'object') {
    const names = namesOf(schema);
    return names === ''
      ? 'Write one `key: value` per line beneath it, indented.'
      : `Write its keys beneath it, indented: ${names}.`;
  }
  if (schema.type === 'array') return 'Write one `- entry` per line beneath it, or `[]` for none.';
  const near = typeof data === 'string' ? nearest(data, wordsOf(schema)) : null;
  const example =
    sample === undefined || schema.title !== undefined || /^\d+$/.test(key)
      ? ''
      : `, such as ${quoted(`${key}: ${sample}`)}`;
  return `${near === null ? '' : `Did you mean ${quoted(near)}? `}Write ${expected(schema)}${example}.`;
}

function isNumberFor({ const: only, minimum, maximum }: AnySchemaObject, text: string): boolean {
  const value = Number(text);
  if (!/^\s*\d+\s*$/.test(text)) return false;
  return only === undefined ? value >= minimum && value <= maximum : value === only;
}

function expected(schema: AnySchemaObject): string {
  if (schema.const !== undefined) return quoted(String(schema.const));
  if (schema.type === 'string' && schema.title !== undefined) return schema.title;
  const words = wordsOf(schema);
  if (words.length > 0) return EITHER.format(words.map(quoted));
  if (schema.type === 'integer') return `a whole number from ${schema.minimum} to ${schema.maximum}`;
  if (schema.type === 'number') return numberWithin(schema);
  return TYPES[String(schema.type)] ?? 'another kind of value';
}

function numberWithin({ minimum, exclusiveMinimum, maximum }: AnySchemaObject): string {
  if (exclusiveMinimum !== undefined && maximum !== undefined)
    return `a number above ${exclusiveMinimum}, at most ${maximum}`;
  return minimum === undefined || maximum === undefined
    ? 'a number'
    : `a number from ${minimum} to ${maximum}`;
}

const EITHER = new Intl.ListFormat('en', { type: 'disjunction' });

const TYPES: Readonly<Record<string, string>> = {
  object: 'a mapping of keys to values',
  array: 'a list',
  string: 'text',
  boolean: '`true` or `false`',
};

export function found(data: unknown): string {
  if (data === null) return 'empty';
  if (typeof data === 'string') return `the text ${quoted(data)}`;
  if (typeof data === 'object') return Array.isArray(data) ? 'a list' : 'a mapping';
  return inline(String(data), 40);
}

function sampleOf(schema: AnySchemaObject | undefined): unknown {
  return schema?.const ?? schema?.default;
}

const namesOf = (schema: AnySchemaObject | undefined): string =>
  Object.keys(propertiesOf(schema)).map(quoted).join(', ');

function wordsOf(schema: AnySchemaObject): readonly string[] {
  const words: unknown = schema.enum;
  return Array.isArray(words) ? words.map(String) : [];
}

function propertiesOf(schema: AnySchemaObject | undefined): Readonly<Record<string, AnySchemaObject>> {
  return schema?.properties ?? {};
}
