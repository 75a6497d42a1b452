// Findings about the app itself, its webhook, and the process.

import type { DoctorFacts, Permissions } from './facts.ts';
import type { Rule, Trouble } from './rule.ts';

const settings = ({ app }: DoctorFacts, page: string): string =>
  `the app's settings (https://github.com/settings/apps/${app.slug}${page}; for an organisation's app, under its own settings)`;

const RANK: Readonly<Record<string, number>> = { read: 1, write: 2, admin: 3 };
const rank = (level: string | undefined): number => (level === undefined ? 0 : (RANK[level] ?? 0));

/** As in GitHub's settings: `pull_requests` reads "Pull requests". */
const spelled = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');

/** `Checks: write`, for each permission that is needed and not given. */
export const missing = (needed: Permissions, given: Permissions): string[] =>
  Object.entries(needed)
    .filter(([name, level]) => rank(given[name]) < rank(level))
    .map(([name, level]) => `${spelled(name)}: ${level}`);

export const unheard = (needed: readonly string[], given: readonly string[]): string[] =>
  needed.filter((event) => !given.includes(event));

const app = (what: string, mend: string): Trouble => ({ where: 'app', what, mend });

/** GitHub refuses tokens signed by a clock that is a minute ahead. */
const TOLERATED_SECONDS = 30;

function offset(whose: string, seconds: number, consequence: string): Trouble[] {
  if (Math.abs(seconds) < TOLERATED_SECONDS) return [];
  const side = seconds > 0 ? 'behind' : 'ahead of';
  return [
    app(
      `This machine's clock is ${Math.abs(Math.round(seconds))} s ${side} ${whose}. ${consequence}`,
      'Turn on time synchronisation (NTP) on this machine and on that of the database.',
    ),
  ];
}

export const appRules: readonly Rule[] = [
  {
    code: 'app-permission-missing',
    severity: 'error',
    means: 'The app is registered with fewer permissions than its features need.',
    look: (facts) =>
      missing(facts.needs.permissions, facts.app.permissions).map((permission) =>
        app(
          `The app does not ask for the permission ${permission}.`,
          `Set it under Permissions & events in ${settings(facts, '/permissions')}.`,
        ),
      ),
  },
  {
    code: 'app-event-missing',
    severity: 'error',
    means: 'The app is registered without an event it reacts to.',
    look: (facts) =>
      unheard(facts.needs.events, facts.app.events).map((event) =>
        app(
          `The app is not subscribed to the event ${event}.`,
          `Tick it under Subscribe to events in ${settings(facts, '/permissions')}.`,
        ),
      ),
  },
  {
    code: 'app-permission-excess',
    severity: 'warning',
    means: 'The app may do more than its features need.',
    look: (facts) =>
      Object.entries(facts.app.permissions)
        .filter(([name, level]) => rank(level) > rank(facts.needs.permissions[name]))
        .filter(([name]) => !(name in WELCOME))
        .map(([name, level]) =>
          app(
            `The app may ${level} ${spelled(name)}, and needs ${facts.needs.permissions[name] ?? 'none of it'}.`,
            `Lower it under Permissions & events in ${settings(facts, '/permissions')}.`,
          ),
        ),
  },
  {
    code: 'webhook-secret-missing',
    severity: 'error',
    means: 'The webhook has no secret, so GitHub signs nothing and every delivery is refused.',
    look: (facts) =>
      facts.hook.secret
        ? []
        : [
            app(
              'The webhook has no secret, so GitHub signs nothing and every delivery is refused.',
              `Set Webhook secret to the value of WEBHOOK_SECRET in ${settings(facts, '')}.`,
            ),
          ],
  },
  {
    code: 'webhook-ssl-off',
    severity: 'error',
    means: 'GitHub does not verify the certificate of the webhook.',
    look: (facts) =>
      facts.hook.insecureSsl
        ? [
            app(
              'GitHub does not verify the certificate of the webhook, so deliveries can be read on their way.',
              `Choose Enable SSL verification in ${settings(facts, '')}.`,
            ),
          ]
        : [],
  },
  {
    code: 'deliveries-failed',
    severity: 'warning',
    means: 'Deliveries of the last three days failed and have not arrived since.',
    look: (facts) => {
      const all = Object.entries(facts.failed);
      if (all.length === 0) return [];
      const list = all.map(([event, count]) => `${count} × ${event}`).join(', ');
      const mend = `The next sweep asks for them again; if they keep failing, see Advanced in ${settings(facts, '/advanced')}.`;
      return [app(`Deliveries that did not arrive in the last three days: ${list}.`, mend)];
    },
  },
  {
    code: 'deliveries-quarantined',
    severity: 'warning',
    means: 'Deliveries were set aside because they could not be handled.',
    look: ({ quarantined }) =>
      quarantined === 0
        ? []
        : [
            app(
              `Set aside because they could not be handled: ${quarantined === 1 ? '1 delivery' : `${quarantined} deliveries`}.`,
              'Run "clos quarantine" to see why, then "clos replay <delivery>" for each.',
            ),
          ],
  },
  {
    code: 'clock-github',
    severity: 'error',
    means: "This machine's clock and GitHub's differ by 30 seconds or more.",
    look: ({ clocks }) =>
      offset("GitHub's", clocks.github, 'GitHub refuses our tokens when it is a minute ahead.'),
  },
  {
    code: 'clock-database',
    severity: 'warning',
    means: "This machine's clock and the database's differ by 30 seconds or more.",
    look: ({ clocks }) =>
      offset("the database's", clocks.database, "Slots go by the database's, which had better be right."),
  },
];

/** Not needed, but what lets the doctor see more. */
const WELCOME: Readonly<Record<string, true>> = { statuses: true };
