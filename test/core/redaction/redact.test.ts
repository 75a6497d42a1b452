// Secrets in fifty shapes and more than twenty disguises are left out; what is around them stays.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { projectName } from '../../../src/core/ideas/slug.ts';
import { redact } from '../../../src/core/redact.ts';
import { mayBeReversed } from '../../../src/core/redaction/hints.ts';
import { visible } from '../../../src/core/render/text.ts';
import { CANARIES, type Canary, letters } from './canaries.ts';
import { ENCODINGS, type Encoding } from './encodings.ts';
import { HARMLESS } from './harmless.ts';

const BEFORE = '### What is it?\n\nThe bot stops.\n\n';
const AFTER = '\n\n### Who needs it?\n\nAll of us; see [the page](https://example.com/a?b=1).\n';
/** So many characters of a secret in a row are too many. */
const TOO_MANY = 10;

/** How much two texts have in common from their start on. */
function shared(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

const turned = (text: string) => text.split('').reverse().join('');

/** Parts of the secret, as it is written there, that can still be read. */
function leftover(encode: Encoding['encode'], canary: Canary, text: string): readonly string[] {
  const written = encode(canary);
  const other = encode({ ...canary, secret: canary.secret.replace(/./g, 'Q') });
  const end = written.length - shared(turned(written), turned(other));
  const inside = written.slice(shared(written, other), end);
  const size = Math.ceil((TOO_MANY * inside.length) / canary.secret.length);
  const windows = Array.from({ length: Math.max(0, inside.length - size) }, (_, i) =>
    inside.slice(i, i + size),
  );
  return windows.filter((part) => text.includes(part));
}

test('there are fifty kinds and more than twenty encodings', () => {
  expect([CANARIES.length, new Set(CANARIES.map(({ name }) => name)).size]).toEqual([50, 50]);
  expect(ENCODINGS.length).toBeGreaterThanOrEqual(20);
});

describe('T-105 a secret is left out', () => {
  test.each(ENCODINGS)('$name', ({ encode }) => {
    const failed = CANARIES.flatMap((canary) => {
      const written = encode(canary);
      const { text, kinds } = redact(BEFORE + written + AFTER);
      const left = leftover(encode, canary, text);
      const stays = text.startsWith(BEFORE) && text.endsWith(AFTER);
      return kinds.length > 0 && left.length === 0 && stays
        ? []
        : [`${canary.name}: ${JSON.stringify(text.slice(BEFORE.length, -AFTER.length))}`];
    });
    expect(failed).toEqual([]);
  });

  test('whatever stands in it that is left out where it is shown, or in a name', () => {
    const secret = `ghp_${letters('a', 36)}`;
    const hides = (sign: string) =>
      [visible(`a${sign}b`), projectName(`a${sign}b`, 1)].some((shown) => shown === 'ab');
    const all = Array.from({ length: 0xe0fff }, (_, code) => String.fromCodePoint(code)).filter(hides);
    expect(all.length).toBeGreaterThan(10_000);
    const told = all.filter((sign, index) => {
      if (index > 500 && index % 101 !== 0) return false;
      const { text } = redact(
        `Use ${secret.slice(0, 9)}${sign}${secret.slice(9, 30)}${sign}${secret.slice(30)}.`,
      );
      return visible(text).includes(secret) || projectName(text, 1).includes(secret);
    });
    expect(told).toEqual([]);
  });

  test('and with its kind named', () => {
    const text = `Use ghp_${letters('a', 36)}, or AKIA${'ABCDEFGH'.repeat(2)}, or gho_${letters('b', 36)}.`;
    expect(redact(text)).toEqual({
      text: 'Use [redacted: GitHub token], or [redacted: AWS key id], or [redacted: GitHub token].',
      kinds: ['GitHub token', 'AWS key id'],
    });
  });

  test('a block of a key is one piece, and headings behind a block without an end stay', () => {
    const body = `${letters('x', 64)}\n${letters('y', 64)}`;
    const begin = `-----BEGIN ${'PRIVATE'} KEY-----`;
    expect(redact(`# A\n${begin}\n${body}\n-----END ${'PRIVATE'} KEY-----\n# B`).text).toBe(
      '# A\n[redacted: private key]\n# B',
    );
    expect(redact(`# A\n${begin}\n${body}\n\n# B\nText.`).text).toBe(
      '# A\n[redacted: private key]\n\n# B\nText.',
    );
  });

  test('in upper, lower and mixed case where that means the same', () => {
    const value = letters('case', 20);
    for (const name of [
      'PASSWORD=',
      'Password: ',
      'DB_PASSWORD=',
      'dbPassword: ',
      'AUTHORIZATION: BEARER ',
      '--password ',
      'the password is ',
      '**Password:** ',
      '"password":"',
    ])
      expect(redact(`${name}${value} and on`).text).toBe(
        `${name}[redacted: ${/auth/i.test(name) ? 'authorization header' : 'password'}] and on`,
      );
  });
});

test('T-105 what was left out is not left out again, from its end either', () => {
  const text = `${turned(`password=${letters('turned', 20)}`)}, ${turned(`token=${letters('other', 20)}`)}`;
  const once = redact(text).text;
  expect(once).toBe('[redacted: password]=drowssap, [redacted: token]=nekot');
  expect(redact(once)).toEqual({ text: once, kinds: [] });
});

test.each(CANARIES)('$name is suspected when it is turned round', ({ before, secret, after }) => {
  expect(mayBeReversed(turned(before + secret + after))).toBe(true);
});

test.each(HARMLESS)('T-105 harmless text stays: %j', (text) => {
  expect(redact(text)).toEqual({ text, kinds: [] });
  expect(redact(BEFORE + text + AFTER).text).toBe(BEFORE + text + AFTER);
});

const piece = fc.oneof(
  fc
    .constantFrom(...CANARIES)
    .chain((canary) => fc.constantFrom(...ENCODINGS.map(({ encode }) => encode(canary)))),
  fc.constantFrom(...HARMLESS),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '\n',
    ' ',
    '> ',
    '"',
    '=',
    'password=',
    'token: ',
    '://a:',
    '@',
    '\\',
    '%',
    '&#',
    '[redacted: token]',
  ),
);

test('T-105 redacting twice changes nothing, whatever the text', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const once = redact(pieces.join(''));
      expect(redact(once.text)).toEqual({ text: once.text, kinds: [] });
    }),
    { numRuns: 400 },
  );
});
