// The addresses that gates ask about: found before judging, because asking them takes the network.

import type { PullFacts } from '../facts.ts';
import type { GateFacts } from './model.ts';

export function addressesOf(_pull: PullFacts, _facts: GateFacts): readonly string[] {
  return [];
}
