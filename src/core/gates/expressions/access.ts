// Names and paths, such as `evidence.checklist.*.complete` or `files.changed[0]`: each step has to be one its type has.

import { ContextAccess, type Expr, IndexAccess, Literal, Star } from '@actions/expressions/ast';
import { type Token, TokenType } from '@actions/expressions/lexer';
import type { EvidenceType } from '../model.ts';
import { complain, type Desk, leafNode, type Typed } from './desk.ts';
import { functionCalled } from './functions.ts';
import { CONTEXT_NAMES, type ContextName, type Step } from './plan.ts';
import type { ExpressionProblem } from './problem.ts';
import { bare, textOf, written } from './tree.ts';
import { itemsOf, kindOf, said, TEXT, type Type } from './types.ts';
import { unknownContext, unknownField } from './unknown.ts';
import { quoted } from './words.ts';

type Complaint = Omit<ExpressionProblem, 'offset'>;

interface Taken {
  readonly step: Step;
  readonly type: Type;
}

const isContext = (name: string): name is ContextName => (CONTEXT_NAMES as readonly string[]).includes(name);

export function checkAccess(tree: ContextAccess | IndexAccess, desk: Desk): Typed | null {
  const { base, accesses } = unrolled(tree);
  if (!(base instanceof ContextAccess)) return complain(desk, base, noFields(written(base)));
  const context = base.name.lexeme;
  if (!isContext(context)) return complain(desk, base.name, unknownContext(context, functionCalled(context)));
  const steps: Step[] = [];
  let type: Type = desk.contexts[context];
  for (const access of accesses) {
    const taken = take(type, access);
    if (!('step' in taken)) return complain(desk, tokenOf(access) ?? access, taken);
    steps.push(taken.step);
    type = taken.type;
  }
  return { node: leafNode(desk, { name: written(tree), context, steps, type }), type };
}

/** From the context outwards. */
function unrolled(tree: Expr): { readonly base: Expr; readonly accesses: readonly IndexAccess[] } {
  const accesses: IndexAccess[] = [];
  let base = bare(tree);
  while (base instanceof IndexAccess) {
    accesses.unshift(base);
    base = bare(base.expr);
  }
  return { base, accesses };
}

const tokenOf = ({ index }: IndexAccess): Token | null => (index instanceof Literal ? index.token : null);

function take(type: Type, { expr, index }: IndexAccess): Taken | Complaint {
  if (index instanceof Star) return takeEach(type, written(expr));
  if (index instanceof Literal && index.token.type === TokenType.NUMBER)
    return takeAt(type, Number(index.token.value), written(expr));
  const named =
    index instanceof Literal && ![TokenType.TRUE, TokenType.FALSE, TokenType.NULL].includes(index.token.type);
  if (named) return takeKey(type, textOf(index.token), written(expr));
  return wrong(
    'What stands in brackets has to be written out.',
    "Write a field such as `['key']` or an entry such as `[0]`.",
  );
}

function takeKey(type: Type, key: string, name: string): Taken | Complaint {
  const items = itemsOf(type);
  const owner = type.type === 'each' ? type.items : type;
  if (owner.type === 'object') {
    const field = Object.hasOwn(owner.properties, key) ? owner.properties[key] : undefined;
    if (field === undefined) return unknownField(name, key, Object.keys(owner.properties));
    return {
      step: { kind: 'key', key },
      type: type.type === 'each' ? { type: 'each', items: field } : field,
    };
  }
  if (type.type !== 'each' && items?.type === 'object')
    return wrong(
      `${quoted(name)} is a list.`,
      `Write ${quoted(`${name}.*.${key}`)} for every entry, or ${quoted(`${name}[0].${key}`)} for the first.`,
    );
  return { ...noFields(name), message: `${quoted(name)} is ${said(type)} and has no fields.` };
}

function takeAt(type: Type, index: number, name: string): Taken | Complaint {
  if (!Number.isSafeInteger(index) || index < 0)
    return wrong('Entries are counted by whole numbers.', `The first one is ${quoted(`${name}[0]`)}.`);
  const step: Step = { kind: 'at', index };
  if (type.type === 'array') return { step, type: type.items };
  if (type.type === 'each' && type.items.type === 'array')
    return { step, type: { type: 'each', items: type.items.items } };
  if (type.type === 'each')
    return wrong(
      `${quoted(name)} stands for every entry, not for one.`,
      `Write ${quoted(name.replace('.*', `[${index}]`))} for one of them.`,
    );
  return wrong(`${quoted(name)} is ${said(type)} and has no entries.`, `Leave ${quoted(`[${index}]`)} out.`);
}

function takeEach(type: Type, name: string): Taken | Complaint {
  const from = type.type === 'each' ? type.items : type;
  if (from.type === 'array')
    return { step: { kind: 'each', keys: null }, type: { type: 'each', items: from.items } };
  if (from.type !== 'object')
    return wrong(`${quoted(name)} is ${said(type)} and has no entries.`, 'Leave `.*` out.');
  const keys = Object.keys(from.properties);
  const items = common(Object.values(from.properties));
  if (items !== null) return { step: { kind: 'each', keys }, type: { type: 'each', items } };
  if (keys.length === 0) return unknownField(name, '*', keys);
  return wrong(`The fields of ${quoted(name)} are of different kinds.`, 'Name them one by one.');
}

/** The type of all of them; null where there is none. */
function common(types: readonly EvidenceType[]): EvidenceType | null {
  const [first] = types;
  if (first === undefined || !types.every((type) => alike(type, first))) return null;
  return first.type === 'string' ? TEXT : first;
}

function alike(a: EvidenceType, b: EvidenceType): boolean {
  if (kindOf(a) !== kindOf(b)) return false;
  if (a.type === 'array' && b.type === 'array') return alike(a.items, b.items);
  if (a.type !== 'object' || b.type !== 'object') return true;
  const [ours, theirs] = [Object.entries(a.properties), b.properties];
  return (
    ours.length === Object.keys(theirs).length &&
    ours.every(([key, type]) => {
      const other = Object.hasOwn(theirs, key) ? theirs[key] : undefined;
      return other !== undefined && alike(type, other);
    })
  );
}

const wrong = (message: string, mend: string): Complaint => ({
  code: 'expression.wrong-type',
  message,
  mend,
});

const noFields = (name: string): Complaint =>
  wrong(`${quoted(name)} has no fields.`, 'Fields belong to contexts such as `evidence`.');
