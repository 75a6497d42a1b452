// The evidence names another tree than the one at the head.

import { DEFAULT_RULES } from '../../../../src/core/gates/defaults.ts';
import { INTERVIEWED, promotion, theGates } from '../../../core/gates/support/facts.ts';

const evidence = `${INTERVIEWED}subject: ${'b'.repeat(40)}\n`;
const world = promotion('DISCOVERY', 'PROTOTYPE', evidence, {
  rules: { evidence: { ...DEFAULT_RULES.evidence, subject: 'src' } },
});
const input_ = theGates(world);

export const input = {
  ...input_,
  facts: { ...input_.facts, head: { ...input_.facts.head, subject: 'c'.repeat(40) } },
};
