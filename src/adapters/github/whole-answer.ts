// An answer is read to its end before anybody looks at it. Octokit would take what arrived of an answer that was cut for the answer;
// and what people may put into a repository must not decide how much memory we need.

/** The largest list of pull requests GitHub gives is a quarter of that. */
const MOST_BYTES = 32 * 1024 * 1024;

export class AnswerTooLarge extends Error {}

/** Throws AnswerTooLarge, or what cut it. */
export async function wholeAnswer(response: Response): Promise<Response> {
  if (response.body === null) return response;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) throw new AnswerTooLarge(`an answer of more than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  const { status, statusText, headers, url } = response;
  const whole = new Response(Buffer.concat(parts), { status, statusText, headers });
  return Object.defineProperty(whole, 'url', { value: url });
}
