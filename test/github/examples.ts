// The deliveries GitHub users recorded and octokit publishes (`@octokit/webhooks-examples`): real payloads to replay in tests.
// They are data to read, never to change.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Json } from './state/model.ts';

export type RecordedDelivery = { readonly event: string; readonly payload: Json };

type Recorded = { readonly name: string; readonly examples: readonly Json[] };

/** All 329 of them, in the order of the package. */
export function* recordedDeliveries(): Generator<RecordedDelivery> {
  const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples');
  for (const { name: event, examples } of JSON.parse(readFileSync(file, 'utf8')) as Recorded[]) {
    for (const payload of examples) yield { event, payload };
  }
}
