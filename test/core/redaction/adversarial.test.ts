// T-79: no pattern backtracks without bounds. Nothing here measures time, which a busy machine would make a matter of luck.
// All units together take a second or two when the time grows with the length. At this size a single pattern that is
// quadratic takes minutes for one of them (10^10 steps), and an exponential one for ever: then no result comes, and the suite's
// timeout says so. In a program of its own, as a search cannot be interrupted: here Jest's timeout would not have its turn.

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const SIZE = 192 * 1024;
/** So that what becomes one piece of two or three of them leaves nothing over. */
const TOGETHER = 6;

const UNCHANGED = [
  'a',
  '-',
  '=',
  ':',
  '"',
  ' ',
  '\t',
  '> ',
  '\n',
  '\r\n> ',
  'token is ',
  '--token ',
  'Bearer ',
  '://a:',
  'ghp_',
  'sk-',
  'eyJaaaaaaaaa-',
  'yek',
  '_phg',
  `-----BEGIN ${'PRIVATE'} KEY-----\n`,
  `-----END ${'PRIVATE'} KEY-----\n`,
  `-----YEK ${'ETAVIRP'} NIGEB-----\n`,
  '%25',
  '\\',
  '\\n',
  '\\u0067',
  '&#103;',
  '&amp;',
  '00:',
  '0 ',
  'a/',
  'Z2hw',
  'ab\n> c1',
  'key: a\n',
  '\u200b',
  '[redacted: ',
  '] :detcader[',
  'a1.',
  ')',
  ',',
];

const LEFT_OUT: readonly (readonly [unit: string, becomes: (times: number) => string])[] = [
  ['password=', () => 'password=[redacted: password]'],
  ['password=a.', () => 'password=[redacted: password].'],
  ['=drowssap', () => '[redacted: password]=drowssap'],
  ['password="', (times) => 'password="[redacted: password]"'.repeat(times / 2)],
  ['eyJaaaaaaaaa.', (times) => '[redacted: JSON web token].'.repeat(times / 3)],
  ['SG.aaaaaaaaaaaaaaaaaa-', (times) => '[redacted: SendGrid key].aaaaaaaaaaaaaaaaaa-'.repeat(times / 3)],
  [
    `-----BEGIN ${'PRIVATE'} KEY-----\n${'a1'.repeat(32)}\n`,
    (times) => '[redacted: private key]\n'.repeat(times),
  ],
];

const CASES = [
  ...UNCHANGED.map((unit) => [unit, (times: number) => unit.repeat(times)] as const),
  ...LEFT_OUT,
].map(([unit, becomes]) => {
  const times = TOGETHER * Math.ceil(SIZE / unit.length / TOGETHER);
  return { unit, given: unit.repeat(times), expected: becomes(times) };
});

const child = spawn(process.execPath, [new URL('adversarial.ts', import.meta.url).pathname], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
let redacted: readonly string[] = [];

beforeAll(async () => {
  child.stdin.end(JSON.stringify(CASES.map(({ given }) => given)));
  redacted = JSON.parse(await text(child.stdout));
});
afterAll(() => {
  child.kill();
});

test.each(CASES.map(({ unit, expected }, at) => ({ unit, expected, at })))(
  'T-79 $unit over and over is read to its end',
  ({ expected, at }) => {
    // Not the texts themselves: a message about half a million characters helps nobody.
    const [got = ''] = redacted.slice(at, at + 1);
    expect([got.slice(0, 80), got.length, got === expected]).toEqual([
      expected.slice(0, 80),
      expected.length,
      true,
    ]);
  },
);
