// A check that says "in progress" waits for somebody to end it, and whoever should may have died. So none of ours ever says so:
// each is concluded, or queued behind a slot that the sweep looks after.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../src/', import.meta.url));

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

/** Types may name it, and `deliver` ranks it; nobody makes one. */
const made = (text: string): boolean =>
  text
    .split('\n')
    .some(
      (line) => /\bstatus:\s*'in_progress'/.test(line) && !/readonly status|status: 'queued' \|/.test(line),
    );

test('T-23 nothing of ours writes a check that is in progress, so none can be left so', () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(sources.filter((file) => made(readFileSync(root + file, 'utf8')))).toEqual([]);
  expect(made("return { status: 'in_progress' };")).toBe(true);
});
