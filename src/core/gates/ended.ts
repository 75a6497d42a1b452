// What a check says once a repository has no gates any more: a check that was shown and is required must not stay as it was.

import type { PullFacts, RepositoryFacts } from '../facts.ts';
import type { GateComment, GateDecision } from './decision.ts';

/** In the place of what was said while a promotion was asked. */
export const NO_LONGER_ASKED: GateComment = {
  heading: ['Stage gate'],
  says: [['This pull request asks for no promotion any more.']],
  next: ['Nothing to do. Its check ', { code: 'clos/stage-gate' }, ' says what the next stage still needs.'],
};

export function endedGates(pull: PullFacts, repository: RepositoryFacts): GateDecision {
  const check = {
    name: 'clos/stage-gate' as const,
    repositoryId: repository.id,
    pullNumber: pull.number,
    headSha: pull.headSha,
    outcome: { status: 'completed', conclusion: 'success' } as const,
    title: 'Not judged: there are no gates here any more',
    verdict: {
      rule: 'gates',
      status: 'pass' as const,
      because: ['The default branch has neither a project nor a ', { code: '.clos/gates.yml' }, ' any more.'],
      children: [],
    },
    next: [
      'Nothing to do. Where ',
      { code: 'clos/stage-gate' },
      ' is still required, stop requiring it: new pull requests get none.',
    ],
    actions: ['recheck'] as const,
    essence: JSON.stringify(['ended', pull.headSha]),
    onlyIfShown: true as const,
  };
  return { check, transitions: [], comment: null, wakeAt: null, endsAt: null, rows: [] };
}
