// F5: what a refused body leaves in memory, which is nothing; chunks that the collector would find much later are freed at once.

import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { readBody } from '../../src/server/body.ts';
import { createBudget } from '../../src/server/budget.ts';
import { LIMITS } from '../../src/server/limits.ts';

/** As Node's parser makes them: each with memory of its own. */
const chunk = (bytes: number): Buffer => Buffer.from(new ArrayBuffer(bytes)).fill('{');

const isFreed = ({ buffer }: Buffer): boolean => (buffer as ArrayBuffer).detached;

function reading(limits: Partial<typeof LIMITS>, budget = createBudget(1_000)) {
  const stream = new PassThrough();
  const body = readBody(stream as unknown as IncomingMessage, { ...LIMITS, ...limits }, budget);
  return { stream, body };
}

test('F5 a body over the cap is freed when it is refused, with the chunk that was too much', async () => {
  const { stream, body } = reading({ bodyBytes: 100 });
  const chunks = [chunk(60), chunk(60)];
  for (const one of chunks) stream.write(one);
  await expect(body).rejects.toMatchObject({ reply: { status: 413 } });
  expect(chunks.map(isFreed)).toEqual([true, true]);
});

test('F5 a body that gives way to a smaller one is freed', async () => {
  const budget = createBudget(100);
  const large = reading({}, budget);
  const chunks = [chunk(80)];
  for (const one of chunks) large.stream.write(one);
  const small = reading({}, budget);
  small.stream.end(chunk(30));
  await expect(large.body).rejects.toMatchObject({ reply: { status: 503 } });
  expect(chunks.map(isFreed)).toEqual([true]);
  expect((await small.body).bytes.toString()).toBe('{'.repeat(30));
});

test('F5 a complete body is held once: its chunks are freed, its bytes stay', async () => {
  const { stream, body } = reading({});
  const chunks = [chunk(60), chunk(60)];
  for (const one of chunks) stream.write(one);
  stream.end();
  expect((await body).bytes.toString()).toBe('{'.repeat(120));
  expect(chunks.map(isFreed)).toEqual([true, true]);
});

test('F5 memory that a chunk shares with others is not touched', async () => {
  const shared = Buffer.from(new ArrayBuffer(100)).fill('{');
  const { stream, body } = reading({ bodyBytes: 10 });
  stream.write(shared.subarray(0, 50));
  await expect(body).rejects.toMatchObject({ reply: { status: 413 } });
  expect(shared.toString()).toBe('{'.repeat(100));
});
