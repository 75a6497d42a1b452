// The functions of expressions: each says what it takes, what it gives, and what comes of it. There are no others; GitHub's
// `format`, `join`, `toJSON` and `fromJSON` make one kind out of another and are left out on purpose.

import {
  all,
  answers,
  any,
  contains,
  count,
  daysSince,
  endsWith,
  globbed,
  isSet,
  length,
  type Run,
  startsWith,
} from './operations.ts';
import { BOOLEAN, itemsOf, kindOf, listOf, NUMBER, type Type } from './types.ts';

interface Parameter {
  readonly is: string;
  readonly accepts: (type: Type, before: readonly Type[]) => boolean;
}

export interface FunctionRule {
  readonly name: string;
  readonly example: string;
  readonly takes: readonly Parameter[];
  readonly gives: (types: readonly Type[]) => Type;
  readonly run: Run;
}

const isText = (type: Type | undefined): boolean => type !== undefined && kindOf(type) === 'text';
const isSimple = (type: Type): boolean => ['number', 'boolean', 'text'].includes(kindOf(type));
const holds = (list: Type | undefined, test: (items: Type) => boolean): boolean => {
  const items = list === undefined ? null : itemsOf(list);
  return items !== null && test(items);
};

const TEXT: Parameter = { is: 'a text', accepts: isText };
const TEXT_OR_TEXTS: Parameter = {
  is: 'a text or a list of texts',
  accepts: (type) => isText(type) || holds(type, isText),
};
const LIST_OR_TEXT: Parameter = {
  is: 'a list or a text',
  accepts: (type) => isText(type) || holds(type, () => true),
};
const SIMPLE_LIST_OR_TEXT: Parameter = {
  is: 'a text, or a list of numbers, texts, or true and false',
  accepts: (type) => isText(type) || holds(type, isSimple),
};
const SIMPLE_LIST: Parameter = {
  is: 'a list of numbers, texts, or true and false',
  accepts: (type) => holds(type, isSimple),
};
const BOOLEANS: Parameter = {
  is: 'a list of true or false',
  accepts: (type) => holds(type, (items) => kindOf(items) === 'boolean'),
};
const ANYTHING: Parameter = { is: 'a name', accepts: (type) => kindOf(type) !== 'null' };
/** What may stand in the list before it, or in the text. */
const ENTRY: Parameter = {
  is: 'of the kind of the entries',
  accepts: (type, [first]) =>
    first !== undefined && kindOf(type) === kindOf(itemsOf(first) ?? first) && isSimple(type),
};

const number = (): Type => NUMBER;
const boolean = (): Type => BOOLEAN;
/** A list of answers for a list of texts, to be taken by `all`, `any` or `count`. */
const forEach = ([first]: readonly Type[]): Type => (isText(first) ? BOOLEAN : listOf(BOOLEAN));

export const FUNCTIONS: readonly FunctionRule[] = [
  {
    name: 'length',
    example: 'length(evidence.interviews) >= 5',
    takes: [LIST_OR_TEXT],
    gives: number,
    run: length,
  },
  {
    name: 'contains',
    example: "contains(pr.labels, 'ready')",
    takes: [SIMPLE_LIST_OR_TEXT, ENTRY],
    gives: boolean,
    run: contains,
  },
  {
    name: 'startsWith',
    example: "startsWith(pr.title, 'release')",
    takes: [TEXT_OR_TEXTS, TEXT],
    gives: forEach,
    run: startsWith,
  },
  {
    name: 'endsWith',
    example: "endsWith(pr.head, '-beta')",
    takes: [TEXT_OR_TEXTS, TEXT],
    gives: forEach,
    run: endsWith,
  },
  {
    name: 'matchesGlob',
    example: "any(matchesGlob(files.changed, 'docs/**'))",
    takes: [TEXT_OR_TEXTS, TEXT],
    gives: forEach,
    run: globbed,
  },
  {
    name: 'isSet',
    example: 'isSet(evidence.prototypeUrl)',
    takes: [ANYTHING],
    gives: boolean,
    run: isSet,
  },
  {
    name: 'all',
    example: 'all(evidence.checklist.*.complete)',
    takes: [BOOLEANS],
    gives: boolean,
    run: all,
  },
  {
    name: 'any',
    example: 'any(evidence.checklist.*.complete)',
    takes: [BOOLEANS],
    gives: boolean,
    run: any,
  },
  {
    name: 'count',
    example: 'count(evidence.checklist.*.complete, true) >= 3',
    takes: [SIMPLE_LIST, ENTRY],
    gives: number,
    run: count,
  },
  {
    name: 'daysSince',
    example: 'daysSince(evidence.collectedAt) <= 30',
    takes: [TEXT],
    gives: number,
    run: daysSince,
  },
  { name: 'answers', example: 'answers(evidence.prototypeUrl)', takes: [TEXT], gives: boolean, run: answers },
];

const BY_NAME = new Map(FUNCTIONS.map((rule) => [rule.name.toLowerCase(), rule]));

/** GitHub does not tell functions apart by case. */
export const functionCalled = (name: string): FunctionRule | undefined => BY_NAME.get(name.toLowerCase());
