// Values while an expression is judged. What is not there is a value of its own, and it spreads instead of turning into
// null or false: "absent" is no evidence, "unfit" is there but not of its declared kind, "unknown" could not be asked.

export interface Missing {
  readonly kind: 'absent' | 'unfit' | 'unknown';
  /** A short clause. */
  readonly because: string;
}

/** An object that is there; expressions see its fields only. */
export const THING = { kind: 'thing' } as const;

export type Value = number | boolean | string | readonly Value[] | typeof THING | Missing;

export const absent = (because: string): Missing => ({ kind: 'absent', because });
export const unfit = (because: string): Missing => ({ kind: 'unfit', because });
export const unknown = (because: string): Missing => ({ kind: 'unknown', because });

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isMissing = (value: Value): value is Missing =>
  typeof value === 'object' && !isList(value) && value.kind !== 'thing';

/** What decides among those that are missing: unknown before the others, and the first of its kind. */
export function gap(values: Iterable<Value>): Missing | null {
  let first: Missing | null = null;
  for (const value of values) {
    if (!isMissing(value)) continue;
    if (value.kind === 'unknown') return value;
    first ??= value;
  }
  return first;
}

/** Kleene's and: false wins, then unknown, then absent. Of nothing it is true. */
export const every = (values: readonly Value[]): boolean | Missing => decided(values, false);
export const some = (values: readonly Value[]): boolean | Missing => decided(values, true);

function decided(values: readonly Value[], winner: boolean): boolean | Missing {
  if (values.includes(winner)) return winner;
  return values.every((value) => value === !winner) ? !winner : (gap(values) ?? NOT_BOOLEAN);
}

/** Never a guess: cannot come of a checked expression. */
const NOT_BOOLEAN = unfit('something is neither true nor false');

export const negated = (value: Value): boolean | Missing =>
  typeof value === 'boolean' ? !value : isMissing(value) ? value : NOT_BOOLEAN;
