// Metrics: the names dashboards rely on, and that a sender cannot make new series.

import { expect, test } from '@jest/globals';
import { register } from 'prom-client';
import { createMetrics } from '../../src/server/metrics.ts';

const lines = async (text: Promise<string>) =>
  (await text).split('\n').filter((line) => line.startsWith('clos_'));

test('counts deliveries, calls, mends and cycles under their names', async () => {
  const { metrics, text } = createMetrics();
  metrics.delivery('stored', 'pull_request');
  metrics.request('write', 201);
  metrics.mended('missing-check', 3);
  metrics.cycle('done', 0.2);
  expect(await lines(text())).toEqual(
    expect.arrayContaining([
      'clos_deliveries_total{outcome="stored",event="pull_request"} 1',
      'clos_github_requests_total{kind="write",status="201"} 1',
      'clos_mended_total{kind="missing-check"} 3',
      'clos_cycle_seconds_count{outcome="done"} 1',
    ]),
  );
});

test('folds event names GitHub never sent into one', async () => {
  const { metrics, text } = createMetrics();
  for (let n = 0; n < 1_000; n += 1) metrics.delivery('stored', `event_${n}`);
  const counted = (await lines(text())).filter((line) => line.startsWith('clos_deliveries_total'));
  expect(counted).toEqual(['clos_deliveries_total{outcome="stored",event="other"} 1000']);
});

test('asks for the backlog at every scrape, and is readable while nobody knows it', async () => {
  const answers = [() => Promise.resolve(7), () => Promise.reject(new Error('no database'))];
  const { text } = createMetrics(() => answers.shift()!());
  expect(await lines(text())).toContain('clos_inbox_backlog 7');
  expect(await lines(text())).toContain('clos_inbox_backlog Nan');
});

test('says how the process is, in a registry of its own', async () => {
  expect(await createMetrics().text()).toContain('process_resident_memory_bytes');
  expect(register.getMetricsAsArray()).toEqual([]);
});
