// Ways in which a secret ends up in a text other than as it is: pasted from a log, a URL, a debugger, a mail that was quoted.

import type { Canary } from './canaries.ts';

export interface Encoding {
  readonly name: string;
  readonly encode: (canary: Canary) => string;
}

const whole = ({ before, secret, after }: Canary) => before + secret + after;
const of =
  (change: (text: string) => string) =>
  (canary: Canary): string =>
    change(whole(canary));
/** Each character for itself. */
const spelt = (letter: (c: string) => string) => of((text) => Array.from(text, letter).join(''));
const code = (c: string) => c.charCodeAt(0);
const hex = (c: string, length = 2) => code(c).toString(16).padStart(length, '0');
const isPlain = (c: string) => /[A-Za-z0-9]/.test(c);

function split({ before, secret, after }: Canary): string {
  // Between two characters of which neither is an escape or a line end.
  const middle = Math.floor(secret.length / 2);
  const at = middle + Math.max(0, secret.slice(middle).search(/(?<=\w{4})\w{4}/));
  return `> ${before}${`${secret.slice(0, at)}\n${secret.slice(at)}`.replaceAll('\n', '\n> ')}${after}`;
}

export const ENCODINGS: readonly Encoding[] = [
  { name: 'as it is', encode: of((text) => text) },
  { name: 'base64', encode: of((text) => Buffer.from(text).toString('base64')) },
  { name: 'base64url', encode: of((text) => Buffer.from(text).toString('base64url')) },
  { name: 'base64 of base64', encode: of((text) => btoa(btoa(text))) },
  { name: 'base64 in lines', encode: of((text) => btoa(text).replace(/.{76}(?=.)/g, '$&\n')) },
  { name: 'URL-encoded', encode: of(encodeURIComponent) },
  { name: 'URL-encoded, each letter', encode: spelt((c) => `%${hex(c)}`) },
  { name: 'URL-encoded twice', encode: of((text) => encodeURIComponent(encodeURIComponent(text))) },
  { name: 'hex', encode: of((text) => Buffer.from(text).toString('hex')) },
  { name: 'upper-case hex', encode: of((text) => Buffer.from(text).toString('hex').toUpperCase()) },
  { name: 'hex with colons', encode: of((text) => Array.from(text, (c) => hex(c)).join(':')) },
  { name: 'JSON-escaped', encode: spelt((c) => `\\u${hex(c, 4)}`) },
  { name: 'JSON in JSON', encode: of((text) => JSON.stringify(JSON.stringify({ text }))) },
  { name: 'hex escapes', encode: spelt((c) => `\\x${hex(c)}`) },
  { name: 'HTML entities', encode: spelt((c) => `&#${code(c)};`) },
  { name: 'HTML hex entities', encode: spelt((c) => `&#x${hex(c)};`) },
  { name: 'zero-width characters in between', encode: spelt((c) => `${c}\u200b`) },
  { name: 'Markdown escapes', encode: spelt((c) => (/[_*~#]/.test(c) ? `\\${c}` : c)) },
  {
    name: 'full-width letters',
    encode: spelt((c) => (isPlain(c) ? String.fromCharCode(code(c) + 0xfee0) : c)),
  },
  { name: 'reversed', encode: of((text) => text.split('').reverse().join('')) },
  { name: 'split over quoted lines', encode: split },
  { name: 'in a code fence', encode: of((text) => `\`\`\`sh\n${text}\n\`\`\``) },
  { name: 'in a link', encode: of((text) => `[see](https://example.com/#${encodeURIComponent(text)})`) },
];
