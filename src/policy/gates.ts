// `.clos/gates.yml`, of an organisation or a repository: stages, the gates between them, and what they may ask about.
// Which stages and names there are may be said in another file; gates-resolve.ts looks at that.

import { type GateLayer, gateLayerOf } from './gate-layer.ts';
import { gateFindings } from './gates-rules.ts';
import { gatesSchema } from './gates-schema.ts';
import { defineKind } from './kind.ts';
import { LIMITS, type Limits } from './limits.ts';
import { readFile, type Unreadable } from './read.ts';

export const gatesFile = defineKind('gates', '.clos/gates.yml', gatesSchema, gateFindings);

export type GatesReading = { readonly ok: true; readonly layer: GateLayer } | Unreadable;

/**
 * The file by itself, without an organisation's and without those it extends.
 * `file` is only named in problems; `text` is the blob as GitHub gives it. Limits are for tests to loosen.
 */
export function readGates(file: string, text: string | Uint8Array, limits: Limits = LIMITS): GatesReading {
  const reading = readFile(gatesFile, file, text, limits);
  return reading.ok ? { ok: true, layer: gateLayerOf([reading]) } : reading;
}
