// Who may use the set-up pages: a browser that was given the address of this process's log, and that asks for this host by a name
// it really has. So neither another site, nor a name that was made to point here, nor whoever finds an open port gets in.

import type { IncomingHttpHeaders } from 'node:http';

export type Refusal = 'host' | 'cross-site' | 'token';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** `expected`: the public name and port that the operator set; null where only this machine may ask (DNS rebinding). */
export const isOwnHost = (host: string | undefined, expected: string | null): boolean =>
  host !== undefined &&
  (expected === null ? LOOPBACK.test(host) : host.toLowerCase() === expected.toLowerCase());

/** The address that people have in their browser: only a public name is behind something that speaks HTTPS. */
export const originOf = (host: string, expected: string | null): string =>
  `${expected === null ? 'http' : 'https'}://${host}`;

/** https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site; a client without it sends `Origin` or is no browser. */
export function isCrossSite(headers: IncomingHttpHeaders, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'none' && site !== 'same-origin') return true;
  return headers.origin !== undefined && headers.origin !== origin;
}
