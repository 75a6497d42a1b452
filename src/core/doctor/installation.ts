// Findings about each account the app is installed on.

import { missing, unheard } from './app.ts';
import type { DoctorFacts, InstallationApproved } from './facts.ts';
import type { Rule, Trouble } from './rule.ts';

const each = (
  { installations }: DoctorFacts,
  look: (one: InstallationApproved) => readonly Omit<Trouble, 'where'>[],
): Trouble[] =>
  installations.flatMap((one) => look(one).map((trouble) => ({ where: one.account, ...trouble })));

const plural = (count: number): string =>
  count === 1 ? '1 pull request was' : `${count} pull requests were`;

export const installationRules: readonly Rule[] = [
  {
    code: 'installation-permission-missing',
    severity: 'error',
    means: 'An account has not accepted a permission that is needed.',
    look: (facts) =>
      each(facts, ({ permissions, url }) =>
        missing(facts.needs.permissions, permissions).map((permission) => ({
          what: `The permission ${permission} was not accepted.`,
          mend: `An owner accepts it at ${url} ("Review request").`,
        })),
      ),
  },
  {
    code: 'installation-event-missing',
    severity: 'error',
    means: 'An account does not send an event that is needed.',
    look: (facts) =>
      each(facts, ({ events, url }) =>
        unheard(facts.needs.events, events).map((event) => ({
          what: `The event ${event} is not sent.`,
          mend: `An owner accepts the new permissions at ${url}; the event comes with them.`,
        })),
      ),
  },
  {
    code: 'installation-suspended',
    severity: 'warning',
    means: 'An account suspended the app: its required checks are not answered.',
    look: (facts) =>
      each(facts, ({ suspended, url }) =>
        suspended
          ? [
              {
                what: 'The app is suspended, so required checks stay unanswered.',
                mend: `An owner unsuspends it at ${url}.`,
              },
            ]
          : [],
      ),
  },
  {
    code: 'merged-without-slot',
    severity: 'warning',
    means: 'Pull requests were merged in the last 30 days while their check was not green.',
    look: ({ mergedWithoutSlot }) =>
      Object.entries(mergedWithoutSlot)
        .filter(([, count]) => count > 0)
        .map(([where, count]) => ({
          where,
          what: `In the last 30 days ${plural(count)} merged while clos/wip was not green.`,
          mend: 'Take the people who should not skip it off the bypass list of the ruleset or branch protection.',
        })),
  },
  {
    code: 'pod-frozen',
    severity: 'info',
    means: 'The line of a pod is stopped.',
    look: ({ frozen }) =>
      frozen.map(({ account, pod, reason, until }) => ({
        where: account,
        what: `The line of ${pod} is stopped${until === null ? '' : ` until ${until}`}: ${reason}`,
        mend: 'Comment "/clos unfreeze" on one of its pull requests when it may go on.',
      })),
  },
];
