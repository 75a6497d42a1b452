// A name → the addresses that may be connected to. Invariant: one answer of the resolver is checked as a whole and then used;
// nobody asks a second time, so a name cannot mean one thing to the guard and another to the connection (T-83).

import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { codeOf, NoAnswer } from './no-answer.ts';
import { notPublic } from './target.ts';

/** All addresses of a name. Rejects with an error whose `code` is one of `node:dns`. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

const NO_SUCH_NAME = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME', 'EBADRESP', 'EFORMERR']);

/**
 * Asks the name servers themselves. `dns.lookup` would also read this machine's hosts file and search domains, and a slow name server
 * would hold one of the four threads that all of Node's file access shares.
 */
export const askNameServers: Resolve = async (name, signal) => {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length > 0) return found;
    const reasons = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    throw reasons.find((reason) => !NO_SUCH_NAME.has(codeOf(reason))) ?? reasons[0];
  } finally {
    signal.removeEventListener('abort', cancel);
  }
};

/** Never empty, and every one of them allowed. @throws NoAnswer */
export async function checkedAddresses(
  host: string,
  resolve: Resolve,
  isAllowedAddress: (address: string) => boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const addresses = isIP(host) > 0 ? [host] : await resolved(host, resolve, signal);
  if (addresses.length === 0) throw unresolved();
  if (!addresses.every((address) => isIP(address) > 0 && isAllowedAddress(address))) throw notPublic();
  return addresses;
}

async function resolved(name: string, resolve: Resolve, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await resolve(name, signal);
  } catch (error) {
    if (NO_SUCH_NAME.has(codeOf(error))) throw unresolved();
    const because = codeOf(error) || 'unknown error';
    throw new NoAnswer('ourselves', `has a name that could not be looked up (${because})`);
  }
}

const unresolved = (): NoAnswer => new NoAnswer('unresolved', 'has a name that leads nowhere');
