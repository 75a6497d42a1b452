// An app in perfect health, and each way to fall ill: one per finding.

import type { DoctorFacts, Lack, RepositoryHealth } from '../../../src/core/doctor/facts.ts';

const NEEDS = {
  permissions: { checks: 'write', contents: 'read' },
  events: ['pull_request', 'merge_group'],
} as const;

const repository: RepositoryHealth = {
  name: 'acme/shop',
  url: 'https://github.com/acme/shop',
  branch: 'main',
  mode: 'enforce',
  configuration: 'repository',
  gates: null,
  required: [{ name: 'clos/wip', appId: 7 }],
  mergeQueue: true,
  hearsQueue: true,
  foreignRuns: [],
  statuses: [],
};

export const healthy: DoctorFacts = {
  needs: NEEDS,
  app: { id: 7, slug: 'clos', permissions: NEEDS.permissions, events: NEEDS.events },
  hook: { url: 'https://clos.example/api/github/webhooks', secret: true, insecureSsl: false },
  clocks: { database: 0.2, github: -0.9 },
  failed: {},
  quarantined: 0,
  installations: [{ id: 1, account: 'acme', url: 'https://github.com/x', suspended: false, ...NEEDS }],
  repositories: [repository],
  unread: [],
  lacks: [],
  leftOut: 0,
  mergedWithoutSlot: { acme: 0 },
  frozen: [],
};

const repo = (change: Partial<RepositoryHealth>): Partial<DoctorFacts> => ({
  repositories: [{ ...repository, ...change }],
});

const account = (change: Partial<DoctorFacts['installations'][number]>): Partial<DoctorFacts> => ({
  installations: healthy.installations.map((one) => ({ ...one, ...change })),
});

const lacking = (lacks: Lack['lacks']): Partial<DoctorFacts> => ({
  lacks: [{ repository: 'acme/shop', url: 'https://github.com/acme/shop', lacks }],
});

const foreign = { id: 9, name: 'clos/wip', app: 'github-actions', appId: 15_368, headSha: 'f'.repeat(40) };

/** By code: what makes the finding appear, and it alone. */
export const illnesses: Readonly<Record<string, Partial<DoctorFacts>>> = {
  'app-permission-missing': { app: { ...healthy.app, permissions: { checks: 'read', contents: 'read' } } },
  'app-event-missing': { app: { ...healthy.app, events: ['pull_request'] } },
  'app-permission-excess': { app: { ...healthy.app, permissions: { checks: 'write', contents: 'write' } } },
  'webhook-secret-missing': { hook: { ...healthy.hook, secret: false } },
  'webhook-ssl-off': { hook: { ...healthy.hook, insecureSsl: true } },
  'deliveries-failed': { failed: { push: 2 } },
  'deliveries-quarantined': { quarantined: 3 },
  'clock-github': { clocks: { database: 0, github: -61 } },
  'clock-database': { clocks: { database: 45, github: 0 } },
  'installation-permission-missing': account({ permissions: { contents: 'read' } }),
  'installation-event-missing': account({ events: ['pull_request'] }),
  'installation-suspended': account({ suspended: true }),
  'merged-without-slot': { mergedWithoutSlot: { acme: 2 } },
  'pod-frozen': { frozen: [{ account: 'acme', pod: 'payments', reason: 'incident', until: null }] },
  'required-check-missing': repo({ required: [{ name: 'ci', appId: null }] }),
  'required-check-hidden': repo({ required: null }),
  'required-check-unbound': repo({ required: [{ name: 'clos/wip', appId: -1 }] }),
  'required-check-foreign': repo({ required: [{ name: 'clos/wip', appId: 8 }] }),
  'required-check-silent': repo({ mode: 'observe' }),
  'merge-queue-unheard': repo({ hearsQueue: false }),
  'foreign-check': repo({ foreignRuns: [foreign] }),
  'foreign-status': repo({ statuses: ['clos/wip'] }),
  'statuses-hidden': repo({ statuses: null }),
  'configuration-broken': repo({ configuration: 'none', mode: null }),
  'configuration-last-good': repo({ configuration: 'last-good' }),
  'gates-broken': repo({ gates: { mode: null, source: 'none' } }),
  'gates-last-good': repo({ gates: { mode: 'warn', source: 'last-good' } }),
  'pull-requests-off': lacking('pull-requests'),
  'repository-empty': lacking('commits'),
  'contents-refused': lacking('contents-permission'),
  'pull-requests-refused': lacking('pulls-permission'),
  'not-looked-at': { unread: [{ what: 'acme/shop', why: 'github-404' }] },
  'left-out': { leftOut: 12 },
};
