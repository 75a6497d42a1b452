// Each expression is parsed once for a vocabulary. Compiling is pure, so nobody can tell a remembered answer from a new one.
// Bounded: the vocabularies and expressions used longest ago are forgotten.

import type { EvidenceSchema } from '../model.ts';
import { type Compilation, compile, MOST_CHARACTERS, type Vocabulary } from './compile.ts';

const MOST_VOCABULARIES = 32;
const MOST_EXPRESSIONS = 256;

const byVocabulary = new Map<string, Map<string, Compilation>>();
/** Schemas are readonly, so each is written out once. */
const schemas = new WeakMap<EvidenceSchema, string>();

export function compileCached(source: string, vocabulary: Vocabulary): Compilation {
  if (source.length > MOST_CHARACTERS) return compile(source, vocabulary);
  const expressions = remembered(byVocabulary, keyOf(vocabulary), MOST_VOCABULARIES, () => new Map());
  return remembered(expressions, source, MOST_EXPRESSIONS, () => compile(source, vocabulary));
}

function keyOf({ evidence, checks }: Vocabulary): string {
  const schema = schemas.get(evidence) ?? JSON.stringify(evidence);
  schemas.set(evidence, schema);
  return `${JSON.stringify(checks)}${schema}`;
}

/** A map keeps the order in which keys came: taking one out and putting it back makes it the newest. */
function remembered<T>(map: Map<string, T>, key: string, most: number, make: () => T): T {
  const value = map.get(key) ?? make();
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
  return value;
}
