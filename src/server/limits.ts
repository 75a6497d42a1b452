// What one request may cost before we know who sent it. Parameters, so that tests need not send gigabytes or wait.

export interface Limits {
  /** GitHub sends no payload over 25 MB (github-facts 1). */
  readonly bodyBytes: number;
  /** Bodies in memory at once, over all requests. */
  readonly inFlightBytes: number;
  /** From the end of the headers to the end of the body; GitHub itself gives up after 10 s. */
  readonly bodyMs: number;
  /** From the connection (or the request before) to the end of the headers. */
  readonly headersMs: number;
  /** How often Node looks for connections that exceed it. */
  readonly checkEveryMs: number;
  /** How long a readiness probe may take. */
  readonly probeMs: number;
}

export const LIMITS: Limits = {
  bodyBytes: 25 * 1024 * 1024,
  inFlightBytes: 64 * 1024 * 1024,
  bodyMs: 10_000,
  headersMs: 10_000,
  checkEveryMs: 1_000,
  probeMs: 2_000,
};
