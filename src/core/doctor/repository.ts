// Findings about each repository: is its required check there, is it ours, and does anybody else write under its name?

import type { DoctorFacts, RepositoryHealth, RequiredCheck } from './facts.ts';
import type { Rule, Trouble } from './rule.ts';

const NAME = 'clos/wip';

const each = (
  { repositories }: DoctorFacts,
  look: (one: RepositoryHealth) => readonly Omit<Trouble, 'where'>[],
): Trouble[] => repositories.flatMap((one) => look(one).map((trouble) => ({ where: one.name, ...trouble })));

const ours = ({ required }: RepositoryHealth): readonly RequiredCheck[] =>
  (required ?? []).filter(({ name }) => name === NAME);

/** `-1` is GitHub's word for any source. */
const unbound = ({ appId }: RequiredCheck): boolean => appId === null || appId === -1;

const rules = ({ url }: RepositoryHealth): string => `${url}/settings/rules`;

const bind = (repository: RepositoryHealth, { app }: DoctorFacts): string =>
  `Choose "${app.slug}" (app id ${app.id}) as the source of ${NAME} at ${rules(repository)}, or under Branches.`;

export const repositoryRules: readonly Rule[] = [
  {
    code: 'required-check-missing',
    severity: 'error',
    means: 'A repository enforces its limit, but the check is not required on its default branch.',
    look: (facts) =>
      each(facts, (one) =>
        one.mode === 'enforce' && one.required !== null && ours(one).length === 0
          ? [
              {
                what: `${NAME} is not required on ${one.branch}, so a red check keeps nobody from merging.`,
                mend: `Add ${NAME} from "${facts.app.slug}" under Require status checks to pass at ${rules(one)}.`,
              },
            ]
          : [],
      ),
  },
  {
    code: 'required-check-hidden',
    severity: 'info',
    means: 'Branch protection does not show whether the check is required.',
    look: (facts) =>
      each(facts, (one) =>
        one.required === null
          ? [
              {
                what: `${one.branch} is protected, and we may not see by what.`,
                mend: `Look whether ${NAME} is required from "${facts.app.slug}" at ${one.url}/settings/branches; a ruleset would show it.`,
              },
            ]
          : [],
      ),
  },
  {
    code: 'required-check-unbound',
    severity: 'error',
    means: 'The required check is bound to no app, so whoever reports its name decides.',
    look: (facts) =>
      each(facts, (one) =>
        ours(one).some(unbound)
          ? [
              {
                what: `${NAME} is required from any source, so any workflow can turn it green.`,
                mend: bind(one, facts),
              },
            ]
          : [],
      ),
  },
  {
    code: 'required-check-foreign',
    severity: 'error',
    means: 'The required check is bound to another app.',
    look: (facts) =>
      each(facts, (one) =>
        ours(one)
          .filter((check) => !unbound(check) && check.appId !== facts.app.id)
          .map(({ appId }) => ({
            what: `${NAME} is required from another app (id ${appId}), so ours never satisfies it.`,
            mend: bind(one, facts),
          })),
      ),
  },
  {
    code: 'required-check-silent',
    severity: 'error',
    means: 'The check is required where the configuration only observes, so it is never reported.',
    look: (facts) =>
      each(facts, (one) =>
        one.mode === 'observe' && ours(one).length > 0
          ? [
              {
                what: `${NAME} is required, but mode observe posts nothing: no pull request can be merged.`,
                mend: 'Set mode to warn or enforce in .clos/config.yml, or stop requiring the check.',
              },
            ]
          : [],
      ),
  },
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
          mend: `Find what reports it (often a workflow with checks: write) and rename it there; until then, ${bind(one, facts)}`,
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
