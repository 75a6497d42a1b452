// Findings about each repository: does anybody else write under our names, does its queue reach us, and are its files in force?

import { lackRules } from './lacks.ts';
import { bind, each } from './required.ts';
import type { Rule } from './rule.ts';

export const repositoryRules: readonly Rule[] = [
  {
    code: 'merge-queue-unheard',
    severity: 'error',
    means: 'A merge queue is on, but its event does not reach us, so it waits until it times out.',
    look: (facts) =>
      each(facts, (one) =>
        one.mergeQueue && !one.hearsQueue
          ? [
              {
                what: `${one.branch} has a merge queue, but the event merge_group is not sent to us.`,
                mend: 'Subscribe the app to merge_group (permission Merge queues: read) and accept it for this account.',
              },
            ]
          : [],
      ),
  },
  {
    code: 'foreign-check',
    severity: 'error',
    means: 'Another app reports a check under our name.',
    look: (facts) =>
      each(facts, (one) =>
        one.foreignRuns.map((run) => ({
          what: `"${run.app}" reported ${run.name} on ${run.headSha.slice(0, 10)}; that is not ours.`,
          mend: `Find what reports it (often a workflow with checks: write) and rename it there; until then, ${bind(one, facts, run.name)}`,
        })),
      ),
  },
  {
    code: 'foreign-status',
    severity: 'error',
    means: 'A commit status has our name: with it, both must be green.',
    look: (facts) =>
      each(facts, (one) =>
        (one.statuses ?? []).map((context) => ({
          what: `Somebody sets a commit status named ${context}; GitHub then wants it green beside our check.`,
          mend: 'Find what sets it (a token with statuses: write) and rename it there.',
        })),
      ),
  },
  {
    code: 'statuses-hidden',
    severity: 'info',
    means: 'Commit statuses could not be looked at for names of ours.',
    look: ({ repositories }) => {
      const hidden = repositories.filter(({ statuses }) => statuses === null);
      if (hidden.length === 0) return [];
      const where = hidden.length === 1 ? (hidden[0]?.name ?? '') : `${hidden.length} repositories`;
      const what = 'Commit statuses under our names would not be seen.';
      return [
        {
          where,
          what,
          mend: 'To have them looked at, give the app Commit statuses: read; nothing else needs it.',
        },
      ];
    },
  },
  {
    code: 'configuration-broken',
    severity: 'error',
    means: 'The configuration is broken and there never was a good one: every check is red.',
    look: (facts) =>
      each(facts, ({ configuration, url, branch }) =>
        configuration === 'none'
          ? [
              {
                what: 'Its configuration cannot be used, and every check is red.',
                mend: `Mend ${url}/blob/${branch}/.clos/config.yml; the check says the line.`,
              },
            ]
          : [],
      ),
  },
  {
    code: 'configuration-last-good',
    severity: 'warning',
    means: 'The configuration is broken, and the last good one is in force.',
    look: (facts) =>
      each(facts, ({ configuration, url, branch }) =>
        configuration === 'last-good'
          ? [
              {
                what: 'Its configuration is broken; the last good one is in force.',
                mend: `Mend ${url}/blob/${branch}/.clos/config.yml; the check says the line.`,
              },
            ]
          : [],
      ),
  },
  {
    code: 'gates-broken',
    severity: 'error',
    means: 'The gates are broken and there never were good ones: clos/stage-gate is red everywhere.',
    look: (facts) =>
      each(facts, ({ gates, url, branch }) =>
        gates?.source === 'none'
          ? [
              {
                what: 'Its gates cannot be used, and clos/stage-gate is red on every pull request.',
                mend: `Mend ${url}/blob/${branch}/.clos/gates.yml; the check says the line.`,
              },
            ]
          : [],
      ),
  },
  {
    code: 'gates-last-good',
    severity: 'warning',
    means: 'The gates are broken, and the last good ones are in force.',
    look: (facts) =>
      each(facts, ({ gates, url, branch }) =>
        gates?.source === 'last-good'
          ? [
              {
                what: 'Its gates are broken; the last good ones are in force.',
                mend: `Mend ${url}/blob/${branch}/.clos/gates.yml; the check says the line.`,
              },
            ]
          : [],
      ),
  },
  ...lackRules,
  {
    code: 'not-looked-at',
    severity: 'warning',
    means: 'Something could not be looked at.',
    look: ({ unread }) =>
      unread.map(({ what: where, why }) => ({
        where,
        what: `Could not be looked at (${why}).`,
        mend: 'Run the doctor again in a minute; if it stays, look at the permissions above.',
      })),
  },
  {
    code: 'left-out',
    severity: 'info',
    means: 'There are more repositories than are looked at without being named.',
    look: ({ leftOut }) =>
      leftOut === 0
        ? []
        : [
            {
              where: 'app',
              what: `${leftOut} more repositories were left out.`,
              mend: 'Name one: clos doctor owner/repository.',
            },
          ],
  },
];
