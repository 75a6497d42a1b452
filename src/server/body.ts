// Reads a request's bytes before anybody is trusted: within the cap, the time-out and the process-wide budget, and as
// they were sent, since the signature is over exactly these.

import type { IncomingMessage } from 'node:http';
import { type Reply, refusal } from '../webhooks/reply.ts';
import type { BodyBudget } from './budget.ts';
import type { Limits } from './limits.ts';
import { Refused } from './refused.ts';

export interface ReadBody {
  readonly bytes: Buffer;
  /** Gives the bytes back to the budget; call it when they are no longer needed. */
  release(): void;
}

export const tooLarge = (limits: Limits): Reply =>
  refusal(
    413,
    'too-large',
    `The body is larger than ${limits.bodyBytes} bytes.`,
    'GitHub never sends more than 25 MB; send less.',
  );

const overBudget = (): Reply =>
  refusal(503, 'busy', 'Too many large bodies are being received at once.', 'Send it again in a moment.', 1);

const tooSlow = (): Reply =>
  refusal(408, 'too-slow', 'The body did not arrive in time.', 'Send it again over a faster connection.');

const cutShort = (): Reply =>
  refusal(400, 'cut-short', 'The connection ended before the body did.', 'Send it again.');

/** Rejects with `Refused`. */
export function readBody(stream: IncomingMessage, limits: Limits, budget: BodyBudget): Promise<ReadBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (): void => {
      clearTimeout(timer);
      stream.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
    };
    const fail = (reply: Reply): void => {
      stop();
      chunks.length = 0;
      held.release();
      reject(new Refused(reply));
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limits.bodyBytes) fail(tooLarge(limits));
      else if (held.take(chunk.length)) chunks.push(chunk);
      else fail(overBudget());
    };
    const onEnd = (): void => {
      stop();
      held.seal();
      resolve({ bytes: Buffer.concat(chunks, size), release: held.release });
    };
    const onCut = (): void => fail(cutShort());

    const held = budget.open(() => fail(overBudget()));
    const timer = setTimeout(() => fail(tooSlow()), limits.bodyMs);
    stream.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut);
  });
}
