// Judges a compiled expression: never throws, and only an exact `true` is met.

import type { Compiled } from './compile.ts';
import type { Outcome, Scope } from './scope.ts';

export function evaluate(_expression: Compiled, _scope: Scope): Outcome {
  return { kind: 'unknown', found: [], because: 'expressions are not evaluated yet' };
}

/** The addresses that `answers(…)` asks about, each once. */
export function addressesIn(_expression: Compiled, _scope: Scope): readonly string[] {
  return [];
}
