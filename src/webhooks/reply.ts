// What a sender is answered. Every refusal has a code, says what is wrong, and what to do next.

interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly next: string };
}

export interface Reply {
  readonly status: number;
  readonly body: { readonly status: 'stored' | 'duplicate' | 'ignored' } | Refusal;
  /** Seconds, null when trying again is not the answer. */
  readonly retryAfter: number | null;
}

export function refusal(
  status: number,
  code: string,
  message: string,
  next: string,
  retryAfter: number | null = null,
): Reply {
  return { status, body: { error: { code, message, next } }, retryAfter };
}

/** What a reply is counted under. */
export function outcomeOf({ body }: Reply): string {
  return 'error' in body ? body.error.code : body.status;
}
