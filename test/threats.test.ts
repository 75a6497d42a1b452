// Every threat that is said to be defended has a test that carries its id, so that it can be found and cannot get lost.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** What stands so far; grows with every capability. */
const DEFENDED = [
  ...range(1, 74),
  76,
  77,
  ...range(79, 86),
  88,
  105,
  116,
  117,
  119,
  120,
  ...range(129, 132),
  135,
  136,
  138,
  148,
  152,
  154,
  156,
  158,
];

function titles(): string {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.ts'),
  );
  return files
    .filter((file) => file !== 'threats.test.ts')
    .map((file) => readFileSync(root + file, 'utf8'))
    .join('\n');
}

test('every defended threat has a test named after it', () => {
  const text = titles();
  const missing = DEFENDED.filter((id) => !new RegExp(`['"\`][^'"\`\\n]*\\bT-${id}\\b`).test(text));
  expect(missing.map((id) => `T-${id}`)).toEqual([]);
});
