// Numeric GitHub ids are identity; names are for display. Each id is a brand with one parse,
// so a pull request number can never be passed where a repository id belongs.

import { MalformedFault } from './faults.ts';

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

export type InstallationId = Brand<number, 'InstallationId'>;
export type RepositoryId = Brand<number, 'RepositoryId'>;
export type PullNumber = Brand<number, 'PullNumber'>;
/** GitHub numbers issues and pull requests of a repository together. */
export type IssueNumber = Brand<number, 'IssueNumber'>;
export type UserId = Brand<number, 'UserId'>;
export type CommentId = Brand<number, 'CommentId'>;
/** A Git object name: 40 (SHA-1) or 64 (SHA-256) lower-case hex digits. */
export type Sha = Brand<string, 'Sha'>;
/** The delivery GUID (or a sweep's own id) that follows everything it causes. */
export type TraceId = Brand<string, 'TraceId'>;

/** Deliveries about the app itself (`ping`, marketplace) carry no installation; they are filed under this one. */
export const APP_ITSELF = 0 as InstallationId;

function positive(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw new MalformedFault(`${what} should be a positive whole number`, what);
}

export const installationId = (value: unknown): InstallationId =>
  positive(value, 'installation id') as InstallationId;
export const repositoryId = (value: unknown): RepositoryId =>
  positive(value, 'repository id') as RepositoryId;
export const pullNumber = (value: unknown): PullNumber =>
  positive(value, 'pull request number') as PullNumber;
export const issueNumber = (value: unknown): IssueNumber => positive(value, 'issue number') as IssueNumber;
export const userId = (value: unknown): UserId => positive(value, 'user id') as UserId;
export const commentId = (value: unknown): CommentId => positive(value, 'comment id') as CommentId;

export function sha(value: unknown): Sha {
  if (typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) return value as Sha;
  throw new MalformedFault('a commit should be named by 40 or 64 hex digits', 'sha');
}

export function traceId(value: unknown): TraceId {
  if (typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value)) return value as TraceId;
  throw new MalformedFault(
    'a trace id should be 1 to 100 letters, digits, dots, colons or dashes',
    'trace id',
  );
}
