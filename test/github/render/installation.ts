// Installations as GitHub shows them, in answers and in payloads.

import type { Installation, Json } from '../state/model.ts';
import { nodeId, type World } from '../state/world.ts';
import { userJson } from './account.ts';

export function installationJson(world: World, installation: Installation): Json {
  const { account } = installation;
  const organization = account.type === 'Organization';
  const settings = organization ? `organizations/${account.login}/settings` : 'settings';
  return {
    id: installation.id,
    client_id: `Iv23li${String(world.app.id).padStart(14, '0')}`,
    account: userJson(world, account),
    repository_selection: installation.selection === 'all' ? 'all' : 'selected',
    access_tokens_url: `${world.url}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${world.url}/installation/repositories`,
    html_url: `https://github.com/${settings}/installations/${installation.id}`,
    app_id: world.app.id,
    app_slug: world.app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: installation.events,
    created_at: installation.createdAt,
    updated_at: installation.updatedAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspended === null ? null : userJson(world, installation.suspended.by),
    suspended_at: installation.suspended?.at ?? null,
  };
}

/** What every other payload says of its installation. */
export function installationStampJson(installation: Installation): Json {
  return { id: installation.id, node_id: nodeId('MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u', installation.id) };
}
