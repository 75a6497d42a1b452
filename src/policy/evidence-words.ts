// What is wrong with a value of an evidence file, in words: what it should be, what it is, what to write.

import type { EvidenceType } from '../core/gates/model.ts';
import { nearest } from '../core/suggest.ts';
import { isAddress, isDate, isTime } from './formats.ts';
import { type Complaint, quoted } from './problem.ts';
import { found } from './words.ts';

const EITHER = new Intl.ListFormat('en', { type: 'disjunction' });

type Type<K extends EvidenceType['type']> = Extract<EvidenceType, { type: K }>;
type NumberType = Type<'integer' | 'number'>;

/** Null: it is of the type. What lies in a mapping or list is judged by itself. */
export function wrongEvidence(path: readonly string[], type: EvidenceType, value: unknown): Complaint | null {
  const code = codeOf(type, value);
  if (code === null) return null;
  return {
    code,
    message: `${quoted(path.join('.'))} should be ${wanted(type, value)}, but it is ${shown(value)}.`,
    mend: mendOf(
      type,
      path.findLast((step) => !/^\d+$/.test(step)) ?? '',
      value,
      /^\d+$/.test(path.at(-1) ?? ''),
    ),
  };
}

/** An address with a password is not repeated. */
const shown = (value: unknown): string =>
  typeof value === 'string' && /^[^/]*\/\/[^/]*@/.test(value)
    ? 'one with a name or password in it'
    : found(value);

const wanted = (type: EvidenceType, value: unknown): string =>
  isNumber(type) && isTooLarge(value)
    ? `at most ${Number.MAX_SAFE_INTEGER}, which computers keep exactly`
    : expected(type);

const isNumber = (type: EvidenceType): type is NumberType =>
  type.type === 'integer' || type.type === 'number';

/** Beyond, neighbours are the same number. */
const isTooLarge = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER;

function codeOf(type: EvidenceType, value: unknown): Complaint['code'] | null {
  switch (type.type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : 'config.wrong-type';
    case 'array':
      return Array.isArray(value) ? null : 'config.wrong-type';
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? null
        : 'config.wrong-type';
    case 'string':
      if (typeof value !== 'string') return 'config.wrong-type';
      return isAllowed(type, value) ? null : 'config.invalid-value';
    default:
      return numberCode(type, value);
  }
}

function numberCode(type: NumberType, value: unknown): Complaint['code'] | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'config.wrong-type';
  if (type.type === 'integer' && !Number.isInteger(value)) return 'config.wrong-type';
  if (isTooLarge(value)) return 'config.out-of-range';
  const { minimum = value, maximum = value } = type;
  return value < minimum || value > maximum ? 'config.out-of-range' : null;
}

const FORMATS = { uri: isAddress, date: isDate, 'date-time': isTime } as const;

const isAllowed = ({ enum: words, format }: Type<'string'>, value: string): boolean =>
  (words?.includes(value) ?? true) && (format === undefined || FORMATS[format](value));

const FORMAT_WORDS = {
  uri: 'an address such as `https://example.com`',
  date: 'a date such as `2026-01-31`',
  'date-time': 'a time such as `2026-01-31T12:00:00Z`',
} as const;

function expected(type: EvidenceType): string {
  switch (type.type) {
    case 'integer':
      return `a whole number${bounds(type)}`;
    case 'number':
      return `a number${bounds(type)}`;
    case 'boolean':
      return '`true` or `false`';
    case 'array':
      return 'a list';
    case 'object':
      return 'a mapping of keys to values';
    case 'string':
      if (type.enum !== undefined) return EITHER.format(type.enum.map(quoted));
      return type.format === undefined ? 'text' : FORMAT_WORDS[type.format];
  }
}

function bounds({ minimum, maximum }: NumberType): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

function mendOf(type: EvidenceType, key: string, value: unknown, inList: boolean): string {
  const write = (word: string) => (inList ? quoted(`- ${word}`) : quoted(`${key}: ${word}`));
  if (type.type === 'object')
    return `Write its keys beneath it, indented: ${Object.keys(type.properties).map(quoted).join(', ')}.`;
  if (type.type === 'array') return 'Write one `- entry` per line beneath it, or `[]` for none.';
  if (typeof value === 'string' && type.type === 'boolean' && /^(?:true|false)$/i.test(value))
    return `Write ${write(value.toLowerCase())}, without quotes.`;
  if (typeof value === 'string' && isNumberFor(type, value))
    return `Write ${write(String(Number(value)))}, without quotes.`;
  if (
    type.type === 'string' &&
    (typeof value === 'number' || typeof value === 'boolean') &&
    type.format === undefined
  )
    return `Put it in quotes: ${write(`"${value}"`)}.`;
  const near = type.type === 'string' && typeof value === 'string' ? nearest(value, type.enum ?? []) : null;
  return `${near === null ? '' : `Did you mean ${quoted(near)}? `}Write ${expected(type)}${value === null ? '' : ', or delete it'}.`;
}

const isNumberFor = (type: EvidenceType, text: string): boolean =>
  isNumber(type) && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(text) && numberCode(type, Number(text)) === null;

export const unknownEvidence = (
  path: readonly string[],
  key: string,
  known: readonly string[],
): Complaint => {
  const near = nearest(key, known);
  return {
    code: 'config.unknown-key',
    message: `${quoted([...path, key].join('.'))} is not in the evidence schema, so nothing asks for it and it was left out.`,
    mend:
      near === null
        ? 'Delete it, or declare it under `evidence.schema` in `.clos/gates.yml`.'
        : `Did you mean ${quoted(near)}?`,
  };
};

export const wrongRoot = (schema: Type<'object'>, value: unknown): Complaint => ({
  code: 'config.wrong-type',
  message: `The file should be a mapping of keys to values, but it is ${found(value)}.`,
  mend: `Write one \`key: value\` per line, such as ${quoted(`${Object.keys(schema.properties)[0]}: …`)}.`,
});

export const wrongVersion = (value: unknown): Complaint => ({
  code: 'config.unknown-version',
  message: `\`version\` should be \`1\`, but it is ${found(value)}.`,
  mend: 'Write `version: 1`, or delete the line; this CLOS knows version 1 only.',
});
