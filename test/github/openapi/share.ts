// Finds schemas that are written out several times (GitHub repeats a pull request in each of its twenty webhooks) and
// moves each into `$defs` once. The result validates exactly what the input did; it is only shorter.

import { createHash } from 'node:crypto';
import { isObject, type Schema } from './translate.ts';

const worthSharing = 160; // characters of JSON; below this a reference is no gain

type Description = { operations: Schema; webhooks: Schema; $defs: Schema };

/** Everything that may stand where a schema is expected, so that data such as `required` lists is never replaced. */
function isSchema(value: Schema): boolean {
  return ['type', 'oneOf', 'anyOf', 'allOf'].some((key) => {
    const found = value[key];
    return typeof found === 'string' || (Array.isArray(found) && found.length > 0);
  });
}

export function shareRepeated(description: Description): Description {
  const seen = new Map<string, number>();
  count(description, seen);
  const $defs: Schema = {};
  const result = replace(description, seen, $defs) as Description;
  return { operations: result.operations, webhooks: result.webhooks, $defs: { ...result.$defs, ...$defs } };
}

function count(value: unknown, seen: Map<string, number>): void {
  if (Array.isArray(value)) for (const inner of value) count(inner, seen);
  if (!isObject(value)) return;
  if (isSchema(value)) {
    const text = JSON.stringify(value);
    const times = (seen.get(text) ?? 0) + 1;
    if (text.length >= worthSharing) seen.set(text, times);
    if (times > 1) return; // what is inside was counted the first time
  }
  for (const inner of Object.values(value)) count(inner, seen);
}

function replace(value: unknown, seen: Map<string, number>, $defs: Schema): unknown {
  if (Array.isArray(value)) return value.map((inner) => replace(inner, seen, $defs));
  if (!isObject(value)) return value;
  const inside = () =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner, seen, $defs)]));
  if (!isSchema(value)) return inside();
  const text = JSON.stringify(value);
  if ((seen.get(text) ?? 0) < 2) return inside();
  const name = `s-${createHash('sha1').update(text).digest('hex').slice(0, 10)}`;
  if (!(name in $defs)) {
    $defs[name] = {};
    $defs[name] = inside();
  }
  return { $ref: `#/$defs/${name}` };
}
