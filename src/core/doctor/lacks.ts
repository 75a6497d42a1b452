// Findings about what a repository does not have or does not let us read: each is named, and what else it has is looked after.

import type { Lack } from './facts.ts';
import type { Rule } from './rule.ts';

function lackRule(
  lacks: Lack['lacks'],
  {
    what,
    mend,
    ...rule
  }: Omit<Rule, 'look'> & { readonly what: string; readonly mend: (url: string) => string },
): Rule {
  return {
    ...rule,
    look: (facts) =>
      facts.lacks
        .filter((one) => one.lacks === lacks)
        .map(({ repository: where, url }) => ({ where, what, mend: mend(url) })),
  };
}

export const lackRules: readonly Rule[] = [
  lackRule('pull-requests', {
    code: 'pull-requests-off',
    severity: 'info',
    means: 'Pull requests are switched off: nobody there holds a slot.',
    what: 'Pull requests are switched off, so none is judged and none holds a slot.',
    mend: (url) => `Nothing to do. To switch them on again, see Features in ${url}/settings.`,
  }),
  lackRule('commits', {
    code: 'repository-empty',
    severity: 'info',
    means: 'The repository has no commit yet.',
    what: 'There is no commit yet, so there is nothing to judge and no file to go by.',
    mend: () => 'Nothing to do: it is looked after from its first commit on.',
  }),
  lackRule('contents-permission', {
    code: 'contents-refused',
    severity: 'error',
    means: 'GitHub does not let us read the code: neither files nor the merge queue are known.',
    what: 'GitHub refuses to show its code, so its files, its gates and its merge queue are not known.',
    mend: () => 'Give the app Contents: read and accept it for this account.',
  }),
  lackRule('pulls-permission', {
    code: 'pull-requests-refused',
    severity: 'error',
    means: 'GitHub does not let us read the pull requests.',
    what: 'GitHub refuses to list its pull requests, so lost events about them stay lost.',
    mend: () => 'Give the app Pull requests: read and accept it for this account.',
  }),
];
