// Text → an address that may be asked at all. Where its name leads is looked at afterwards, by resolve.ts.
// Invariant: what the parser would quietly mend (spaces, line ends, backslashes, missing slashes) is refused, not mended.

import { isIP } from 'node:net';
import { NoAnswer } from './no-answer.ts';

const LONGEST = 2_048;

/** `URL` drops line ends and tabs, and turns backslashes into slashes: others may read such text differently (T-86). */
const AMBIGUOUS = /[\s\p{Cc}\p{Cf}\\]/u;

export interface Target {
  readonly url: URL;
  /** A name, or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** @throws NoAnswer */
export function targetOf(text: string, isAllowedPort: (port: number) => boolean): Target {
  if (text.length > LONGEST || AMBIGUOUS.test(text)) throw noAddress();
  if (!/^https?:/i.test(text)) throw new NoAnswer('no-address', 'is neither an http nor an https address');
  // One authority, written out: `http:host` and `http:///host` mean different things to different parsers.
  const [, authority] = /^https?:\/\/([^/?#]+)/i.exec(text) ?? [];
  if (authority === undefined) throw noAddress();
  if (authority.includes('@')) throw new NoAnswer('no-address', 'names a user');
  return fitting(parsed(text), isAllowedPort);
}

/** Where a redirect leads, as text for `targetOf`. @throws NoAnswer */
export function locationFrom(base: URL, location: string): string {
  if (AMBIGUOUS.test(location)) throw noAddress();
  return parsed(location, base).href;
}

function fitting(url: URL, isAllowedPort: (port: number) => boolean): Target {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  if (!isAllowedPort(port)) throw new NoAnswer('no-address', 'uses another port than 80 and 443');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A name without a dot is this machine's, or whatever the local search domain makes of it.
  if (isIP(host) === 0 && !/[^.]\.[^.]/.test(host)) throw notPublic();
  return { url, host, port };
}

function parsed(text: string, base?: URL): URL {
  try {
    return new URL(text, base);
  } catch {
    throw noAddress();
  }
}

const noAddress = (): NoAnswer => new NoAnswer('no-address', 'is no web address');

export const notPublic = (): NoAnswer => new NoAnswer('not-public', 'leads to a private network');
