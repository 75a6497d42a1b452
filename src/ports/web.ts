// Whether an address on the public internet answers: what `answers(…)` in a gate's expression is told.

import type { Answered } from '../core/gates/model.ts';

export interface Web {
  /**
   * `answered`: a final 2xx whose body came whole, or its first MiB did. `silent`: the address is refused, leads nowhere or answers
   * wrongly. `unknown`: we could not ask. Never rejects; `because` is a clause without a word of the other side's.
   */
  answers(address: string): Promise<Answered>;
}
