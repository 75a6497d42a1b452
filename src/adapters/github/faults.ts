// What went wrong at GitHub, as one of our three kinds. Told apart by status and headers, never by message text.

import { RequestError } from '@octokit/request-error';
import { TerminalFault, TransientFault } from '../../core/faults.ts';
import { AnswerTooLarge } from './whole-answer.ts';

/** The code of the fault that asking for less may mend. */
export const TOO_LARGE = 'github-too-large';

/** GitHub's advice for a secondary limit without `retry-after`. */
const DEFAULT_WAIT_SECONDS = 60;

type Headers = Readonly<Record<string, unknown>>;

/** Seconds to keep silent, by what the answer says; null when it does not say. */
function toldToWait(headers: Headers): number | null {
  const retryAfter = Number(headers['retry-after']);
  if (retryAfter > 0) return retryAfter;
  if (String(headers['x-ratelimit-remaining']) !== '0') return null;
  const reset = Number(headers['x-ratelimit-reset']);
  // By GitHub's own clock where it says what that is.
  const now = Date.parse(String(headers.date ?? '')) || Date.now();
  return Number.isFinite(reset) ? Math.max(1, Math.ceil(reset - now / 1000) + 1) : DEFAULT_WAIT_SECONDS;
}

/** Seconds to keep silent, or null when this was no limit. */
function limitedFor(error: RequestError): number | null {
  if (error.status !== 403 && error.status !== 429) return null;
  return toldToWait(error.response?.headers ?? {}) ?? (error.status === 429 ? DEFAULT_WAIT_SECONDS : null);
}

/** One thing GraphQL could not answer. Without a type it is either a query GitHub does not understand, or GitHub's own trouble. */
export interface GraphqlError {
  readonly type?: string;
  readonly path?: readonly (string | number)[];
  /** Where in the query: only a query that was not understood has them and no path. */
  readonly locations?: readonly unknown[];
}

/** GraphQL answers 200 whatever happened. */
export interface GraphqlRefusal {
  readonly errors: readonly GraphqlError[];
  readonly headers: Headers;
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
}

/** By shape: Octokit's class for it is not ours to import. */
export function graphqlRefusal(error: unknown): GraphqlRefusal | null {
  const whole =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) && 'headers' in error;
  return whole ? (error as unknown as GraphqlRefusal) : null;
}

/** GitHub spells it both ways. */
export const isLimit = ({ type }: GraphqlError): boolean => type === 'RATE_LIMITED' || type === 'RATE_LIMIT';

const NOT_ALLOWED: Readonly<Record<string, number>> = { NOT_FOUND: 404, FORBIDDEN: 403 };

function refusedQuery({ errors, headers }: GraphqlRefusal, cause: unknown): Error {
  if (errors.some(isLimit)) {
    const wait = toldToWait(headers) ?? DEFAULT_WAIT_SECONDS;
    return new TransientFault('github-limit', 'GitHub asked us to wait', wait, { cause });
  }
  const typed = errors.find(({ type }) => type !== undefined)?.type;
  const status = NOT_ALLOWED[typed ?? ''];
  if (status !== undefined)
    return new TerminalFault(`github-${status}`, `GitHub refused a query (${status})`, { cause });
  if (typed !== undefined || errors.some(({ locations, path }) => locations && !path))
    return new TerminalFault('github-query', 'GitHub refused a query', { cause });
  return new TransientFault('github-unavailable', 'GitHub could not answer a query', null, { cause });
}

/** No answer at all (cut connection, time-out) is a RequestError with status 500 and no response. */
export function asGitHubFault(error: unknown): Error {
  const refusal = graphqlRefusal(error);
  if (refusal !== null) return refusedQuery(refusal, error);
  if (!(error instanceof RequestError)) {
    return new TransientFault('github-unreachable', 'GitHub could not be reached', null, { cause: error });
  }
  if (error.cause instanceof AnswerTooLarge)
    return new TerminalFault(TOO_LARGE, 'GitHub answered more than is read', { cause: error });
  const wait = limitedFor(error);
  if (wait !== null)
    return new TransientFault('github-limit', 'GitHub asked us to wait', wait, { cause: error });
  if (error.status >= 500 || error.status === 408) {
    return new TransientFault('github-unavailable', `GitHub answered ${error.status}`, null, {
      cause: error,
    });
  }
  // A token can be revoked while in use (suspension, key rotation): the next attempt asks for a new one.
  if (error.status === 401)
    return new TransientFault('github-token-refused', 'GitHub refused our token', null, { cause: error });
  return new TerminalFault(
    `github-${error.status}`,
    `GitHub refused ${error.request.method} (${error.status})`,
    { cause: error },
  );
}

export const statusOf = (error: unknown): number | null =>
  error instanceof RequestError ? error.status : null;
