// The types of expressions: those that evidence may declare, and two that only arise in expressions.
// Every name has one type before anything runs, so that nothing is ever turned into another kind (null >= 0, 'false' as true).

import type { EvidenceType } from '../model.ts';

/** What `.*` gives: a list whose `.field` means the field of every entry. */
interface EachType {
  readonly type: 'each';
  readonly items: EvidenceType;
}

export type Type = EvidenceType | EachType | { readonly type: 'null' };

type Kind = 'number' | 'boolean' | 'text' | 'list' | 'object' | 'null';

const KINDS = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  string: 'text',
  array: 'list',
  each: 'list',
  object: 'object',
  null: 'null',
} as const satisfies Record<Type['type'], Kind>;

export const kindOf = (type: Type): Kind => KINDS[type.type];

/** Of a list; null of anything else. */
export const itemsOf = (type: Type): EvidenceType | null =>
  type.type === 'array' || type.type === 'each' ? type.items : null;

const SAID = {
  number: 'a number',
  boolean: 'true or false',
  text: 'a text',
  object: 'an object',
  null: 'null',
} as const satisfies Record<Exclude<Kind, 'list'>, string>;

/** As it stands in a sentence: "a list of texts". */
export function said(type: Type): string {
  const kind = kindOf(type);
  if (kind !== 'list') return SAID[kind];
  const items = itemsOf(type);
  const of = items === null ? 'list' : kindOf(items);
  return of === 'boolean' ? 'a list of true or false' : `a list of ${of}s`;
}

export const NUMBER: EvidenceType = { type: 'number' };
export const BOOLEAN: EvidenceType = { type: 'boolean' };
export const TEXT: EvidenceType = { type: 'string' };
export const NULL: Type = { type: 'null' };
export const listOf = (items: EvidenceType): EvidenceType => ({ type: 'array', items });
