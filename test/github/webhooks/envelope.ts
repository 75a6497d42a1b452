// Wraps what happened into the payload GitHub would send, and decides whether the app hears of it at all: it must be
// installed on the repository, hold the permission, have subscribed, and not be suspended. Lifecycle events always go out.

import { organizationJson, userJson } from '../render/account.ts';
import { installationStampJson } from '../render/installation.ts';
import { repositoryJson } from '../render/repository.ts';
import type { Installation, Json } from '../state/model.ts';
import { installationFor, type OutgoingEvent, type World } from '../state/world.ts';
import type { Message } from './sender.ts';

const lifecycle: ReadonlySet<string> = new Set(['ping', 'installation', 'installation_repositories']);

/** The permission an app needs before it may subscribe; from GitHub's description of each event. */
const permissionFor: { readonly [event: string]: string } = {
  push: 'contents',
  pull_request: 'pull_requests',
  pull_request_review: 'pull_requests',
  check_run: 'checks',
  check_suite: 'checks',
  merge_group: 'merge_queues',
  issues: 'issues',
  issue_comment: 'issues',
  repository: 'metadata',
};

export const subscribableEvents: readonly string[] = Object.keys(permissionFor);

function eventOf(name: string): { event: string; action: string | null } {
  const [event = name, action = null] = name.split('.', 2);
  return { event, action };
}

function hears(installation: Installation, event: string): boolean {
  if (installation.suspended !== null || !installation.events.includes(event)) return false;
  const permission = permissionFor[event];
  return permission === undefined || installation.permissions[permission] !== undefined;
}

function subjectOf(event: OutgoingEvent, fields: Json): string | null {
  const { number } = fields;
  return event.repository !== undefined && typeof number === 'number'
    ? `${event.repository.id}#${number}`
    : null;
}

/** Null when GitHub would not send it to this app. */
export function toMessage(world: World, happened: OutgoingEvent): { payload: Json; message: Message } | null {
  const { event, action } = eventOf(happened.name);
  const { repository } = happened;
  const installation =
    happened.installation ?? (repository === undefined ? null : installationFor(world, repository));
  if (!lifecycle.has(event) && (installation === null || !hears(installation, event))) return null;
  const payload: Json = action === null ? {} : { action };
  const fields = typeof happened.fields === 'function' ? happened.fields() : happened.fields;
  Object.assign(payload, fields);
  if (repository !== undefined) {
    payload.repository ??= repositoryJson(world, repository);
    if (repository.owner.type === 'Organization')
      payload.organization = organizationJson(world, repository.owner);
  }
  if (installation !== null && !('installation' in payload))
    payload.installation = installationStampJson(installation);
  if (event !== 'ping') payload.sender = userJson(world, happened.sender);
  const ids = { installationId: installation?.id ?? null, repositoryId: repository?.id ?? null };
  return {
    payload,
    message: { event, action, ...ids, subject: subjectOf(happened, fields), body: JSON.stringify(payload) },
  };
}
