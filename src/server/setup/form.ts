// What people type into the set-up pages, checked. A problem is a sentence for the page it was typed into.

import { createPrivateKey } from 'node:crypto';

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

const bad = (problem: string) => ({ ok: false, problem }) as const;

/** GitHub's form of a login. */
const LOGIN = /^[a-z\d](?:[a-z\d-]{0,38})$/i;
const PRIVATE_NAME = /^(localhost|.*\.(local|localhost|internal|test|example))$/;
const PRIVATE_ADDRESS = /^(10|127|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.|^0\.0\.0\.0$|^\[/;

/** Empty: the account of whoever presses the button. */
export function organizationIn(text: string): Checked<string> {
  const name = text.trim();
  return name === '' || LOGIN.test(name)
    ? { ok: true, value: name }
    : bad('The organisation has letters, digits and dashes only, as in the address of its page on GitHub.');
}

/** Null: there is none yet. GitHub refuses addresses that are not reachable over the public internet. */
export function webhookUrlIn(text: string): Checked<string | null> {
  if (text.trim() === '') return { ok: true, value: null };
  const url = URL.parse(text.trim());
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.hash !== '')
    return bad('The webhook address begins with https:// and names a host and a path.');
  if (PRIVATE_NAME.test(url.hostname) || PRIVATE_ADDRESS.test(url.hostname) || !url.hostname.includes('.'))
    return bad('The webhook address is on a private network, and GitHub cannot reach it.');
  return { ok: true, value: url.href };
}

export interface Imported {
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
}

export function importIn(fields: URLSearchParams): Checked<Imported> {
  const [appId, key, webhookSecret] = ['appId', 'privateKey', 'webhookSecret'].map(
    (name) => fields.get(name)?.trim() ?? '',
  ) as [string, string, string];
  if (!/^[1-9]\d{0,14}$/.test(appId)) return bad('The App ID is the number on the settings page of the app.');
  if (!isRsaKey(key))
    return bad('The private key is the text of the .pem file that "Generate a private key" gave you.');
  // Quotes, backslashes and blanks would not survive in an environment file.
  if (!/^[!#-&(-[\]-~]{8,200}$/.test(webhookSecret))
    return bad('The webhook secret has at least 8 characters, without blanks, quotes and backslashes.');
  return { ok: true, value: { appId: Number(appId), privateKey: key, webhookSecret } };
}

function isRsaKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
