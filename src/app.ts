// What the GitHub App asks of an account: the events it wants and what it may do. app.yml says the same, and a test compares.
// There is no Probot app function on purpose: it would get parsed payloads without their bytes, after Probot's middleware
// acknowledged them, so whoever ran it would believe that deliveries are kept. Deliveries enter through src/server;
// Probot gives its Octokit (src/adapters/github) and its set-up pages (src/server/setup.ts).

import { reactions } from './webhooks/reactions.ts';

/** GitHub sends the events without a permission (`installation`, `installation_repositories`) unasked, and takes no order for them. */
export const subscriptions: readonly string[] = [
  ...new Set(reactions.filter(({ permission }) => permission !== null).map(({ event }) => event)),
].sort();

/** The fewest that the features need (design 5). */
export const permissions: Readonly<Record<string, 'read' | 'write'>> = {
  actions: 'read',
  checks: 'write',
  contents: 'read',
  issues: 'write',
  members: 'read',
  merge_queues: 'read',
  metadata: 'read',
  pull_requests: 'write',
};
