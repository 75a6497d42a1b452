// What comes of a function of expressions. Every one pays for its work before it does it, and what is missing spreads.

import { matchesGlob } from '../../glob.ts';
import { burnList, burnSearch, burnText, type Tank } from './fuel.ts';
import type { Scope } from './scope.ts';
import { daysBetween, fold, instant, same } from './text.ts';
import {
  absent,
  every,
  gap,
  isList,
  isMissing,
  type Missing,
  some,
  unfit,
  unknown,
  type Value,
} from './value.ts';

export interface Machine {
  readonly scope: Scope;
  readonly tank: Tank;
  /** Clauses that explain a plain false, such as an address that does not answer. */
  readonly clauses: string[];
}

/** `names` are the arguments as they are written. */
export type Run = (args: readonly Value[], names: readonly string[], machine: Machine) => Value;

/** Cannot come of a checked expression. */
const WRONG = unfit('a value is not of its declared kind');

/** For arguments that are all there; what is missing spreads. */
const present =
  (run: (first: Value, second: Value, names: readonly string[], machine: Machine) => Value): Run =>
  (args, names, machine) =>
    gap(args) ?? run(args[0] ?? WRONG, args[1] ?? WRONG, names, machine);

const lengthOf = (value: Value): number => (typeof value === 'string' ? value.length : 0);
const charactersIn = (values: readonly Value[]): number =>
  values.reduce<number>((sum, value) => sum + lengthOf(value), 0);

type Test = (text: string) => boolean;

/** A question about texts, asked of one or of every entry of a list; what is sought is made ready once. */
const asked = (seek: (sought: string) => Test, pay: typeof burnSearch): Run =>
  present((subject, sought, _names, { tank }) => {
    if (typeof sought !== 'string') return WRONG;
    const texts = isList(subject) ? subject : [subject];
    burnList(tank, texts);
    // Also an empty text costs a look at what is sought.
    pay(tank, charactersIn(texts) + texts.length, sought.length);
    const test = seek(sought);
    const answers = texts.map((text) =>
      typeof text === 'string' ? test(text) : isMissing(text) ? text : WRONG,
    );
    return isList(subject) ? answers : (answers[0] ?? WRONG);
  });

/** Both ignore case. */
const folded = (test: (text: string, sought: string) => boolean): Run =>
  asked(
    (sought) => {
      const wanted = fold(sought);
      return (text) => test(fold(text), wanted);
    },
    (tank, characters, sought) => burnText(tank, characters + sought),
  );

export const startsWith = folded((text, start) => text.startsWith(start));
export const endsWith = folded((text, end) => text.endsWith(end));
export const globbed = asked((glob) => (text) => matchesGlob(glob, text), burnSearch);

function equal(a: Value, b: Value): boolean | Missing {
  if (isMissing(a)) return a;
  if (typeof a === 'string' && typeof b === 'string') return same(a, b);
  return typeof a === typeof b && typeof a !== 'object' ? a === b : WRONG;
}

/** Whether each entry is the one looked for; missing where that cannot be told. */
function matches(list: readonly Value[], wanted: Value, tank: Tank): readonly (boolean | Missing)[] {
  burnList(tank, list);
  // Each is compared with a text of its own length.
  burnText(tank, 2 * charactersIn(list));
  return list.map((entry) => equal(entry, wanted));
}

export const contains = present((subject, wanted, _names, { tank }) => {
  if (isList(subject)) return some(matches(subject, wanted, tank));
  if (typeof subject !== 'string' || typeof wanted !== 'string') return WRONG;
  burnSearch(tank, subject.length, wanted.length);
  return fold(subject).includes(fold(wanted));
});

/** Where an entry is missing nobody can tell how many there are. */
export const count = present((list, wanted, _names, { tank }) => {
  if (!isList(list)) return WRONG;
  const found = matches(list, wanted, tank);
  return gap(found) ?? found.filter((one) => one === true).length;
});

export const length = present((subject, _none, _names, { tank }) => {
  if (typeof subject === 'string') return subject.length;
  if (!isList(subject)) return WRONG;
  burnList(tank, subject);
  return gap(subject) ?? subject.length;
});

/** Set means: every part of it is there, and none is empty. */
function setness(value: Value, tank: Tank): boolean | Missing {
  if (isMissing(value)) return value.kind === 'absent' ? false : value;
  if (typeof value === 'string') return value.trim() !== '';
  if (!isList(value)) return true;
  burnList(tank, value);
  return value.length > 0 && every(value.map((entry) => setness(entry, tank)));
}

export const isSet: Run = ([value = WRONG], [name = 'it'], { tank, clauses }) => {
  const set = setness(value, tank);
  if (set === false) clauses.push(isMissing(value) ? value.because : `${name} is empty`);
  return set;
};

const overAll = (decide: typeof every, ofNothing: (name: string) => Value): Run =>
  present((list, _none, [name = 'it'], { tank }) => {
    if (!isList(list)) return WRONG;
    burnList(tank, list);
    return list.length === 0 ? ofNothing(name) : decide(list);
  });

export const all = overAll(every, (name) => absent(`${name} has no entries`));
export const any = overAll(some, () => false);

/** A date ahead is no evidence: else whoever dates it next year has fresh evidence until then. */
export const daysSince = present((text, _none, [name = 'it'], { scope }) => {
  const then = typeof text === 'string' ? instant(text) : Number.NaN;
  if (Number.isNaN(then)) return unfit(`${name} is not a date such as \`2026-01-31\``);
  const days = daysBetween(then, instant(scope.now));
  if (Number.isNaN(days)) return unknown('the time is not known');
  return days < 0 ? unfit(`${name} lies in the future`) : days;
});

export const answers = present((address, _none, [name = 'it'], { scope, clauses }) => {
  if (typeof address !== 'string') return WRONG;
  if (address === '') return absent(`${name} is empty`);
  const answer = Object.hasOwn(scope.answers, address) ? scope.answers[address] : undefined;
  if (answer?.kind === 'answered') return true;
  if (answer?.kind !== 'silent')
    return unknown(`whether ${name} answers is not known: ${answer?.because ?? 'it was not asked'}`);
  clauses.push(`${name} does not answer: ${answer.because}`);
  return false;
});
