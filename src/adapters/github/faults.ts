// What went wrong at GitHub, as one of our three kinds. Told apart by status and headers, never by message text.

import { RequestError } from '@octokit/request-error';
import { TerminalFault, TransientFault } from '../../core/faults.ts';

/** GitHub's advice for a secondary limit without `retry-after`. */
const DEFAULT_WAIT_SECONDS = 60;

function header(error: RequestError, name: string): string | undefined {
  const value = error.response?.headers[name];
  return value === undefined ? undefined : String(value);
}

/** Seconds to keep silent, or null when this was no limit. */
function limitedFor(error: RequestError): number | null {
  if (error.status !== 403 && error.status !== 429) return null;
  const retryAfter = Number(header(error, 'retry-after'));
  if (retryAfter > 0) return retryAfter;
  if (header(error, 'x-ratelimit-remaining') === '0') {
    const reset = Number(header(error, 'x-ratelimit-reset'));
    // By GitHub's own clock where it says what that is.
    const now = Date.parse(header(error, 'date') ?? '') || Date.now();
    return Number.isFinite(reset) ? Math.max(1, Math.ceil(reset - now / 1000) + 1) : DEFAULT_WAIT_SECONDS;
  }
  return error.status === 429 ? DEFAULT_WAIT_SECONDS : null;
}

/** No answer at all (cut connection, time-out) is a RequestError with status 500 and no response. */
export function asGitHubFault(error: unknown): Error {
  if (!(error instanceof RequestError)) {
    return new TransientFault('github-unreachable', 'GitHub could not be reached', null, { cause: error });
  }
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
