// Finds what a request says that the description does not know: GitHub ignores such keys, so a misspelt one goes unnoticed.

import { description } from './description.ts';
import { isObject, type Schema } from './translate.ts';

function resolve(schema: Schema): Schema {
  const reference = schema.$ref;
  if (typeof reference !== 'string') return schema;
  return resolve(description.$defs[reference.slice('#/$defs/'.length)] ?? {});
}

function alternatives(schema: Schema): Schema[] {
  const own = resolve(schema);
  const inner = ['oneOf', 'anyOf', 'allOf'].flatMap((key) => (own[key] as Schema[] | undefined) ?? []);
  return [own, ...inner.flatMap(alternatives)];
}

/** Dotted paths of the unknown keys. A schema that lists no properties, or allows more, hides nothing. */
export function unknownKeys(schema: Schema, value: unknown, at = ''): string[] {
  const all = alternatives(schema);
  if (Array.isArray(value)) {
    const items = all.map((one) => one.items).filter(isObject);
    return items.length === 0
      ? []
      : value.flatMap((one, index) => unknownKeys({ anyOf: items }, one, `${at}${index}.`));
  }
  if (!isObject(value)) return [];
  const open = all.some(
    (one) =>
      one.additionalProperties !== undefined &&
      one.additionalProperties !== false &&
      one.properties === undefined,
  );
  const listed = all.map((one) => one.properties).filter(isObject);
  if (open || listed.length === 0) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const schemas = listed.map((properties) => properties[key]).filter(isObject);
    return schemas.length === 0 ? [at + key] : unknownKeys({ anyOf: schemas }, inner, `${at}${key}.`);
  });
}
