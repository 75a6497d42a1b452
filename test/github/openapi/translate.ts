// Turns an OpenAPI 3.0 schema into JSON Schema that ajv takes in strict mode: prose removed, `nullable` spelled out,
// references pointed at `$defs`. The meaning of the description is never loosened here; exceptions live in `exceptions.ts`.

export type Schema = { [key: string]: unknown };

const kept = new Set([
  '$ref',
  'type',
  'enum',
  'format',
  'pattern',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'oneOf',
  'anyOf',
  'allOf',
  'not',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
]);
const listsOfSchemas = new Set(['oneOf', 'anyOf', 'allOf']);

export function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `rename` is told each component reference and answers the name of its definition. */
export function translate(schema: unknown, rename: (reference: string) => string): unknown {
  if (!isObject(schema)) return schema;
  if (typeof schema.$ref === 'string') return { $ref: `#/$defs/${rename(schema.$ref)}` };
  const result: Schema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (kept.has(key)) result[key] = translateKeyword(key, value, rename);
  }
  return schema.nullable === true ? orNull(result) : result;
}

function translateKeyword(key: string, value: unknown, rename: (reference: string) => string): unknown {
  if (key === 'properties' && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, translate(inner, rename)]));
  }
  if (listsOfSchemas.has(key) && Array.isArray(value)) return value.map((inner) => translate(inner, rename));
  if (key === 'items' || key === 'not' || key === 'additionalProperties') return translate(value, rename);
  return value;
}

function orNull(schema: Schema): Schema {
  const type = schema.type;
  if (typeof type !== 'string')
    return Object.keys(schema).length === 0 ? {} : { anyOf: [schema, { type: 'null' }] };
  const values = schema.enum;
  if (Array.isArray(values) && !values.includes(null))
    return { ...schema, type: [type, 'null'], enum: [...values, null] };
  return { ...schema, type: [type, 'null'] };
}
