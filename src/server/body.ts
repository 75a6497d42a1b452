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

/**
 * Frees a chunk now. The collector does not see how large bodies are: left to it, refused ones were measured to keep twice the
 * budget in memory. Node's parser gives each chunk memory of its own; a view into shared memory is left alone.
 */
function discard({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

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
      for (const chunk of chunks.splice(0)) discard(chunk);
      held.release();
      reject(new Refused(reply));
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limits.bodyBytes && held.take(chunk.length)) return void chunks.push(chunk);
      discard(chunk);
      fail(size > limits.bodyBytes ? tooLarge(limits) : overBudget());
    };
    const onEnd = (): void => {
      stop();
      held.seal();
      const bytes = Buffer.concat(chunks, size);
      for (const chunk of chunks) discard(chunk);
      resolve({ bytes, release: held.release });
    };
    const onCut = (): void => fail(cutShort());

    const held = budget.open(() => fail(overBudget()));
    const timer = setTimeout(() => fail(tooSlow()), limits.bodyMs);
    stream.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut);
  });
}
