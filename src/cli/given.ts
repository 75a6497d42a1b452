// What people write behind a command, and what it stands for. Whatever cannot be understood is told with how to write it.

import { UserFault } from '../core/faults.ts';
import type { InstallationId } from '../core/ids.ts';
import type { World } from './world.ts';

const MOST_NAMED = 20;

/** `account` undefined: there is only one. */
export async function installationOf({ spine }: World, account?: string): Promise<InstallationId> {
  const all = await spine.github.installations.list();
  const [only] = all;
  if (account === undefined && only !== undefined && all.length === 1) return only.id;
  const found = all.find((one) => one.accountLogin.toLowerCase() === account?.toLowerCase());
  if (found) return found.id;
  const known = all.map((one) => one.accountLogin).toSorted();
  const names = known.slice(0, MOST_NAMED).join(', ');
  if (account === undefined && known.length > 1)
    throw new UserFault('usage', 'The app is installed on several accounts.', `Name one of them: ${names}.`);
  const place = account === undefined ? 'anywhere' : `on ${account}`;
  const mend = known.length > 0 ? `Installed on: ${names}.` : 'Install it first.';
  throw new UserFault('not-installed', `The app is not installed ${place}.`, mend);
}

/** ISO 8601 in UTC; null when nothing was given. */
export function instant(given: string | undefined): string | null {
  if (given === undefined) return null;
  const time = Date.parse(given);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new UserFault('usage', `\`${given}\` is no date.`, 'Write it as 2026-01-31 or 2026-01-31T12:00:00Z.');
}

interface NamedRepository {
  readonly owner: string;
  readonly name: string;
}

export function repositoryNamed(text: string): NamedRepository {
  const [, owner, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(text) ?? [];
  if (!owner || !name)
    throw new UserFault('usage', `\`${text}\` names no repository.`, 'Write it as owner/repository.');
  return { owner, name };
}

/** `what`: such as `pull request`. */
export function numberNamed(text: string, what: string): NamedRepository & { readonly number: number } {
  const [, owner, name, number] = /^([\w.-]+)\/([\w.-]+)#(\d{1,9})$/.exec(text) ?? [];
  if (!owner || !name || !number || Number(number) === 0)
    throw new UserFault('usage', `\`${text}\` names no ${what}.`, 'Write it as owner/repository#12.');
  return { owner, name, number: Number(number) };
}
