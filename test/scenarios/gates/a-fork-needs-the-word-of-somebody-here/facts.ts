// The evidence of a fork counts once somebody who may write here stands for it.

import { repositoryId } from '../../../../src/core/ids.ts';
import { INTERVIEWED, promotion, theGates } from '../../../core/gates/support/facts.ts';

export const input = theGates(
  promotion('DISCOVERY', 'PROTOTYPE', INTERVIEWED, {
    pull: { headRepositoryId: repositoryId(999) },
    facts: { headRepositoryId: repositoryId(999) },
  }),
);
