// `evidence.schema` of `gates.yml`: the small part of JSON Schema that evidence is typed by, and the rules that a schema of
// schemas cannot say. No patterns: a regular expression from a file could run for ages (T-79).

import { Type } from 'typebox';
import { ALWAYS_IN_EVIDENCE } from '../core/gates/defaults.ts';
import type { EvidenceSchema, EvidenceType } from '../core/gates/model.ts';
import { sameBut } from './gates-words.ts';
import type { Finding } from './kind.ts';
import { type Complaint, quoted } from './problem.ts';
import { prose } from './text-schema.ts';

const TYPES = ['integer', 'number', 'boolean', 'string', 'array', 'object'] as const;
const FORMATS = ['uri', 'date', 'date-time'] as const;

/** A type as it is written; which keys go with which `type` is a rule. */
export interface WrittenType {
  readonly type: (typeof TYPES)[number];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly format?: (typeof FORMATS)[number];
  readonly items?: WrittenType;
  readonly properties?: Readonly<Record<string, WrittenType>>;
}

export const TYPE_NAME = 'evidenceType';

export const typeSchema = (description: string) =>
  Type.Unsafe<WrittenType>({ $ref: `#/definitions/${TYPE_NAME}`, description });

export const typeDefinition = Type.Object(
  {
    type: Type.Enum([...TYPES], { description: 'What the value is.' }),
    description: Type.Optional(prose(200, 'What the value means.')),
    minimum: Type.Optional(Type.Number({ description: 'The least a number may be.' })),
    maximum: Type.Optional(Type.Number({ description: 'The most a number may be.' })),
    enum: Type.Optional(
      Type.Array(Type.String({ maxLength: 100, title: 'a text of at most 100 characters' }), {
        minItems: 1,
        maxItems: 100,
        description: 'The only texts it may be.',
      }),
    ),
    format: Type.Optional(Type.Enum([...FORMATS], { description: 'What kind of text it is.' })),
    items: Type.Optional(typeSchema('What the entries of a list are.')),
    properties: Type.Optional(
      Type.Record(Type.String(), typeSchema('The type of one value.'), {
        maxProperties: 100,
        propertyNames: {
          pattern: '^[A-Za-z][A-Za-z0-9_-]{0,59}$',
          title: 'a name of letters, digits, `_` and `-` that starts with a letter',
        },
        description: 'What stands in a mapping, by name. All of it may be absent.',
      }),
    ),
  },
  { additionalProperties: false, description: 'The type of a value in evidence.' },
);

type Key = 'minimum' | 'maximum' | 'enum' | 'format' | 'items' | 'properties';

const KEYS: Readonly<Record<WrittenType['type'], readonly Key[]>> = {
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  boolean: [],
  string: ['enum', 'format'],
  array: ['items'],
  object: ['properties'],
};
const ALL_KEYS: readonly Key[] = ['minimum', 'maximum', 'enum', 'format', 'items', 'properties'];

/** Of the whole schema. `path` leads to it. */
export function schemaFindings(written: WrittenType, path: readonly string[]): Finding[] {
  if (written.type !== 'object')
    return [{ path: [...path, 'type'], complaint: notAnObject(path, written.type) }];
  return [...typeFindings(written, path), ...reservedFindings(written, [...path, 'properties'])];
}

function typeFindings(written: WrittenType, path: readonly string[]): Finding[] {
  const { type, minimum, maximum, items, properties = {} } = written;
  const own = KEYS[type];
  const strange = ALL_KEYS.filter((key) => written[key] !== undefined && !own.includes(key));
  const needed = own.filter((key) => (key === 'items' || key === 'properties') && written[key] === undefined);
  const crossed = minimum !== undefined && maximum !== undefined && minimum > maximum;
  return [
    ...strange.map((key): Finding => ({ path: [...path, key], on: 'key', complaint: misplaced(key, type) })),
    ...needed.map((key): Finding => ({ path, complaint: incomplete(path, key, type) })),
    ...(crossed ? [{ path: [...path, 'minimum'], complaint: aboveMaximum(minimum, maximum) }] : []),
    ...sameBut(written.enum ?? [], (word) => word).map(([index, complaint]) => ({
      path: [...path, 'enum', String(index)],
      complaint,
    })),
    ...sameBut(Object.keys(properties), (word) => word.toLowerCase()).map(
      ([, complaint, name]): Finding => ({ path: [...path, 'properties', name], on: 'key', complaint }),
    ),
    ...(items === undefined ? [] : typeFindings(items, [...path, 'items'])),
    ...Object.entries(properties).flatMap(([name, one]) => typeFindings(one, [...path, 'properties', name])),
  ];
}

/** What CLOS itself asks evidence for keeps its meaning. */
function reservedFindings({ properties = {} }: WrittenType, path: readonly string[]): Finding[] {
  return Object.entries(properties).flatMap(([name, { type, format }]): Finding[] => {
    const at = [...path, name];
    if (name === 'version') return [{ path: at, on: 'key', complaint: VERSION_IS_TAKEN }];
    if (name === 'subject' && type !== 'string')
      return [{ path: at, complaint: reserved(name, 'type: string') }];
    const isDate = type === 'string' && (format === 'date' || format === 'date-time');
    return name !== 'collectedAt' || isDate
      ? []
      : [{ path: at, complaint: reserved(name, 'type: string, format: date') }];
  });
}

/** Of a type that keeps the rules. */
export function evidenceSchemaOf(written: WrittenType): EvidenceSchema {
  const properties = propertiesOf(written);
  return { type: 'object', ...described(written), properties: { ...ALWAYS_IN_EVIDENCE, ...properties } };
}

const propertiesOf = ({ properties = {} }: WrittenType): Readonly<Record<string, EvidenceType>> =>
  Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, typeOf(one)]));

const described = ({ description }: WrittenType) => (description === undefined ? {} : { description });

function typeOf(written: WrittenType): EvidenceType {
  const { type, minimum, maximum, format } = written;
  const words = described(written);
  switch (type) {
    case 'boolean':
      return { type, ...words };
    case 'integer':
    case 'number':
      return {
        type,
        ...words,
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
      };
    case 'string':
      return {
        type,
        ...words,
        ...(written.enum === undefined ? {} : { enum: [...written.enum] }),
        ...(format === undefined ? {} : { format }),
      };
    case 'array':
      return { type, ...words, items: typeOf(written.items ?? { type: 'boolean' }) };
    case 'object':
      return { type, ...words, properties: propertiesOf(written) };
  }
}

const notAnObject = (path: readonly string[], type: string): Complaint => ({
  code: 'config.invalid-value',
  message: `${quoted(path.join('.'))} should be of the type \`object\`, but it is ${quoted(type)}.`,
  mend: 'Write `type: object`, and the values of the evidence file beneath `properties:`.',
});

const misplaced = (key: Key, type: WrittenType['type']): Complaint => {
  const home = TYPES.filter((one) => KEYS[one].includes(key)).map((one) => `\`type: ${one}\``);
  return {
    code: 'config.misplaced-key',
    message: `${quoted(key)} says nothing about the type ${quoted(type)}.`,
    mend: `Delete it, or write ${home.join(' or ')}.`,
  };
};

const incomplete = (path: readonly string[], key: Key, type: string): Complaint => ({
  code: 'config.missing-key',
  message: `${quoted([...path, key].join('.'))} is missing: the type ${quoted(type)} says what is in it.`,
  mend:
    key === 'items'
      ? 'Add `items: { type: string }`, or another type.'
      : 'Add `properties:` with a type for each name.',
});

const aboveMaximum = (minimum: number, maximum: number): Complaint => ({
  code: 'config.out-of-range',
  message: `\`minimum\` is ${minimum}, above \`maximum\`, which is ${maximum}: no number is both.`,
  mend: 'Swap the two, or delete one.',
});

const VERSION_IS_TAKEN: Complaint = {
  code: 'config.reserved-name',
  message: '`version` is the version of the format of an evidence file, so it cannot be evidence.',
  mend: 'Take another name, such as `productVersion`.',
};

const reserved = (name: string, wanted: string): Complaint => ({
  code: 'config.reserved-name',
  message: `CLOS itself asks for ${quoted(name)}, so it keeps its type.`,
  mend: `Write \`{ ${wanted} }\`, or delete it: it is always known.`,
});
