// Into which branches pull requests are judged: the default branch, where stages are followed, and those that the rules name. What is
// green for another branch says nothing of these, so another branch never gets a green (T-131).

import type { PullFacts, RepositoryFacts } from '../facts.ts';
import { matchesGlob } from '../glob.ts';
import type { Text, Verdict } from '../verdict.ts';
import type { StageRules } from './model.ts';

/** Without rules nobody knows which other branches they name. */
export const isJudgedBase = (
  baseRef: string,
  { defaultBranch }: Pick<RepositoryFacts, 'defaultBranch'>,
  rules: Pick<StageRules, 'branches'> | null,
): boolean =>
  baseRef === defaultBranch || rules === null || rules.branches.some((glob) => matchesGlob(glob, baseRef));

export function elsewhereWords(
  { baseRef }: PullFacts,
  { defaultBranch }: RepositoryFacts,
): { readonly title: string; readonly verdict: Verdict; readonly next: Text } {
  return {
    title: 'Not judged on this base branch',
    verdict: {
      rule: 'gates',
      status: 'fail',
      because: [
        'This pull request asks to be merged into ',
        { untrusted: baseRef },
        '. Gates are judged for ',
        { untrusted: defaultBranch },
        ' and for the branches that ',
        { code: 'branches' },
        ' in ',
        { code: '.clos/gates.yml' },
        ' names, so nothing is green here.',
      ],
      children: [],
    },
    next: [
      'To be judged, change the base branch back. To merge here, do not require ',
      { code: 'clos/stage-gate' },
      ' on this branch, or name the branch under ',
      { code: 'branches' },
      '.',
    ],
  };
}
