// Whether bytes were signed with our secret. Invariant: the answer is about exactly these bytes; every error is a "no".

import { isUtf8 } from 'node:buffer';
import { Webhooks } from '@octokit/webhooks';

/** The signed text when the signature holds, otherwise null. */
export type Verify = (body: Buffer, signature: string) => Promise<string | null>;

export function signatureVerifier(secret: string): Verify {
  const webhooks = new Webhooks({ secret });
  return async (body, signature) => {
    // Octokit signs text. Only for valid UTF-8 are bytes and text one to one; otherwise bytes that all decode to U+FFFD
    // could be swapped in a captured delivery. GitHub sends valid UTF-8 only.
    if (!isUtf8(body)) return null;
    const signed = body.toString('utf8');
    // `verify` answers with a boolean (superset #6619 forgot to look) and throws for an empty body.
    const holds = await webhooks.verify(signed, signature).catch(() => false);
    return holds === true ? signed : null;
  };
}
