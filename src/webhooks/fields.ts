// Reading one field at a time out of a payload nobody promised the shape of.
// Invariant: a field that is not what it should be is a MalformedFault naming it, never silently "unset".

import type { RepositoryFacts } from '../core/facts.ts';
import { MalformedFault } from '../core/faults.ts';
import { repositoryId } from '../core/ids.ts';
import { visibilityOf } from '../core/visibility.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new MalformedFault(`${what} should be an object`, what);
}

export function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new MalformedFault(`${what} should be a list`, what);
}

export function flag(value: unknown, what: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new MalformedFault(`${what} should be true or false`, what);
}

/** Free text. NUL and lone surrogates, which JSON can carry and PostgreSQL cannot, are taken out here. */
export function text(value: unknown, what: string): string {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed();
  throw new MalformedFault(`${what} should be text`, what);
}

/** How many there are of something. */
export function count(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new MalformedFault(`${what} should be a whole number, not below zero`, what);
}

/** A whole-second UTC instant, as GitHub writes them. */
export function instant(value: unknown, what: string): string {
  const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
  if (typeof value === 'string' && shape.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new MalformedFault(`${what} should be an instant such as 2026-01-31T12:00:00Z`, what);
}

/** An account's or repository's name: it ends up in API paths, so nothing but GitHub's own alphabet passes. */
export function name(value: unknown, what: string): string {
  if (typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) && !/^\.+$/.test(value)) return value;
  throw new MalformedFault(`${what} should be 1 to 100 letters, digits, dots, dashes or underscores`, what);
}

export function repositoryFacts(value: unknown): RepositoryFacts {
  const repository = fields(value, 'repository');
  const owner = fields(repository.owner, 'repository.owner');
  const visibility = visibilityOf(repository.visibility, repository.private);
  return {
    id: repositoryId(repository.id),
    owner: name(owner.login, 'repository.owner.login'),
    name: name(repository.name, 'repository.name'),
    defaultBranch: text(repository.default_branch, 'repository.default_branch'),
    ...(visibility === undefined ? {} : { visibility }),
  };
}
