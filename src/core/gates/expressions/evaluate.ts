// Judges a checked expression. Never throws; only an exact `true` is met; what is missing or cannot be told is never met,
// however it is negated. Costs at most 10,000 steps, whatever the evidence is (T-80).

import { burn, burnText, FuelSpent, MOST_STEPS } from './fuel.ts';
import { type Looked, lookUp } from './lookup.ts';
import type { Machine } from './operations.ts';
import type { Compiled, Leaf, Node, Sign } from './plan.ts';
import type { Found, Outcome, Scope } from './scope.ts';
import { same } from './text.ts';
import { every, gap, isMissing, negated, some, unfit, type Value } from './value.ts';

const MOST_FOUND = 5;

interface Run extends Machine {
  /** By slot. */
  readonly looked: readonly Looked[];
}

export function evaluate(expression: Compiled, scope: Scope): Outcome {
  try {
    const run = start(expression, scope);
    return outcome(judged(expression.root, run), expression, run);
  } catch (error) {
    const because =
      error instanceof FuelSpent ? `it takes more than ${MOST_STEPS} steps` : 'it could not be evaluated';
    return { kind: 'unknown', found: [], because };
  }
}

/** The addresses that `answers(…)` asks about, each once. */
export function addressesIn(expression: Compiled, scope: Scope): readonly string[] {
  if (expression.addresses.length === 0) return [];
  try {
    const run = start(expression, scope);
    const values = expression.addresses.map((node) => judged(node, run));
    return [...new Set(values.filter((value) => typeof value === 'string'))].filter((text) => text !== '');
  } catch {
    return [];
  }
}

function start({ leaves }: Compiled, scope: Scope): Run {
  const tank = { left: MOST_STEPS };
  return { scope, tank, clauses: [], looked: leaves.map((leaf) => lookUp(leaf, scope, tank)) };
}

/** A clause explains only the answer it led to: not one that was turned round, or that came out true all the same. */
function judged(node: Node, run: Run): Value {
  burn(run.tank, 1);
  const before = run.clauses.length;
  const value = valueOfPart(node, run);
  if (value === true || node.op === 'not' || node.op === 'compare') run.clauses.length = before;
  return value;
}

/** All parts are judged, also where one decides, so that a reader sees all that was found. */
function valueOfPart(node: Node, run: Run): Value {
  switch (node.op) {
    case 'constant':
      return node.value;
    case 'leaf':
      return run.looked[node.slot]?.value ?? unfit('a name was not looked up');
    case 'not':
      return negated(judged(node.of, run));
    case 'and':
      return every(node.of.map((part) => judged(part, run)));
    case 'or':
      return some(node.of.map((part) => judged(part, run)));
    case 'compare':
      return compared(node.sign, judged(node.left, run), judged(node.right, run), run);
    case 'call':
      return node.rule.run(
        node.args.map((arg) => judged(arg, run)),
        node.names,
        run,
      );
  }
}

function compared(sign: Sign, left: Value, right: Value, { tank }: Run): Value {
  if (typeof left === 'number' && typeof right === 'number') return ordered(sign, left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return sides(sign, left === right);
  if (typeof left === 'string' && typeof right === 'string') {
    burnText(tank, left.length + right.length);
    return sides(sign, same(left, right));
  }
  return gap([left, right]) ?? unfit('two values of different kinds were compared');
}

const sides = (sign: Sign, equal: boolean): Value => {
  if (sign === '==') return equal;
  return sign === '!=' ? !equal : unfit('only numbers are more or less');
};

function ordered(sign: Sign, left: number, right: number): boolean {
  switch (sign) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function outcome(value: Value, { leaves }: Compiled, { looked, clauses }: Run): Outcome {
  const found = leaves.slice(0, MOST_FOUND).map((leaf, slot) => foundOf(leaf, looked[slot]));
  if (value === true) return { kind: 'met', found, because: null };
  if (isMissing(value))
    return { kind: value.kind === 'unknown' ? 'unknown' : 'not-met', found, because: value.because };
  return { kind: 'not-met', found, because: clauses[0] ?? null };
}

function foundOf({ name }: Leaf, looked: Looked | undefined): Found {
  const raw = looked?.raw ?? null;
  const value = looked?.value;
  const cannotTell = value !== undefined && isMissing(value) && value.kind === 'unknown';
  return { name, value: cannotTell ? null : raw, absent: raw === null && !cannotTell, unknown: cannotTell };
}
