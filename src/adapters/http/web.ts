// Asks addresses that strangers wrote into evidence whether they answer, without ever reaching what only this machine can reach
// (T-82 to T-86). Every hop is parsed, resolved and checked anew, and connects to the addresses that were checked.

import type { Answered } from '../../core/gates/model.ts';
import type { Web } from '../../ports/web.ts';
import { ask } from './ask.ts';
import { NoAnswer, noAnswerOf } from './no-answer.ts';
import { isPublic } from './public.ts';
import { askNameServers, checkedAddresses, type Resolve } from './resolve.ts';
import { locationFrom, targetOf } from './target.ts';

const MOST_REDIRECTS = 3;

/** What tests loosen to reach servers of their own; the app and the command line take all of it as it is. */
export interface WebOptions {
  readonly isAllowedAddress: (address: string) => boolean;
  readonly isAllowedPort: (port: number) => boolean;
  readonly resolve: Resolve;
  /** For everything together: names, redirects and the body. */
  readonly timeoutMs: number;
  readonly ca: string | undefined;
}

const GUARDED: WebOptions = {
  isAllowedAddress: isPublic,
  isAllowedPort: (port) => port === 80 || port === 443,
  resolve: askNameServers,
  timeoutMs: 10_000,
  ca: undefined,
};

export function createWeb(loosened: Partial<WebOptions> = {}): Web {
  const options = { ...GUARDED, ...loosened };
  return { answers: (address) => answers(address, options) };
}

async function answers(address: string, options: WebOptions): Promise<Answered> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  try {
    await within(signal, follow(address, options, signal));
    return { kind: 'answered' };
  } catch (error) {
    const late = new NoAnswer('too-late', `gave no answer within ${options.timeoutMs / 1_000} s`);
    return (signal.aborted ? late : noAnswerOf(error)).toAnswered();
  }
}

async function follow(first: string, options: WebOptions, signal: AbortSignal): Promise<void> {
  let address: string | null = first;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    address = await step(address, options, signal).catch((error: unknown) => {
      throw hop === 0 ? error : noAnswerOf(error).behindRedirect();
    });
    if (address === null) return;
  }
  throw new NoAnswer('redirects', `redirects more than ${MOST_REDIRECTS} times`);
}

/** @returns the next address, null when this one answered. */
async function step(address: string, options: WebOptions, signal: AbortSignal): Promise<string | null> {
  const { resolve, isAllowedAddress, isAllowedPort, ca } = options;
  const target = targetOf(address, isAllowedPort);
  const addresses = await checkedAddresses(target.host, resolve, isAllowedAddress, signal);
  const location = await ask(target, { addresses, signal, ca });
  if (location === null) return null;
  const next = locationFrom(target.url, location);
  if (target.url.protocol === 'https:' && /^http:/i.test(next))
    throw new NoAnswer('redirects', 'redirects from https to http');
  return next;
}

/** Rejects when the time is up, even if the work does not listen. */
function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((done, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    work.then(done, fail);
  });
}
