// Why an address did not answer. The message completes `it …` and never repeats what the other side or the address said.

import type { Answered } from '../../core/gates/model.ts';

export type NoAnswerCode =
  | 'no-address'
  | 'not-public'
  | 'unresolved'
  | 'unreachable'
  | 'status'
  | 'redirects'
  | 'damaged'
  | 'too-late'
  | 'ourselves';

export class NoAnswer extends Error {
  readonly code: NoAnswerCode;

  constructor(code: NoAnswerCode, what: string) {
    super(what);
    this.name = 'NoAnswer';
    this.code = code;
  }

  /** The same, of an address that the first one redirected to. */
  behindRedirect(): NoAnswer {
    return new NoAnswer(this.code, `redirects to an address that ${this.message}`);
  }

  toAnswered(): Answered {
    return { kind: this.code === 'ourselves' ? 'unknown' : 'silent', because: `it ${this.message}` };
  }
}

/** By the code of Node's error. Whatever is not listed may be our own trouble, and says so. */
const BY_CODE: readonly (readonly [RegExp, NoAnswerCode, string])[] = [
  [/^ECONNREFUSED$/, 'unreachable', 'refused the connection'],
  [/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/, 'damaged', 'broke off the connection'],
  [/^(ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN)$/, 'unreachable', 'cannot be reached'],
  [/^HPE_/, 'damaged', 'does not speak HTTP'],
  [/^(Z_|ERR_BROTLI|ERR__ERROR_FORMAT)/, 'damaged', 'sent a damaged answer'],
  [/CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$|^INVALID_/, 'damaged', 'has no valid certificate'],
  [/^(EPROTO|ERR_SSL_|ERR_TLS_)/, 'damaged', 'does not speak TLS'],
];

export function noAnswerOf(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  const code = codeOf(error);
  const [, kind, what] = BY_CODE.find(([pattern]) => pattern.test(code)) ?? [];
  if (kind !== undefined && what !== undefined) return new NoAnswer(kind, what);
  return new NoAnswer('ourselves', `could not be asked from here (${code === '' ? 'unknown error' : code})`);
}

/** The code of a system error, empty without one. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
