// `.clos/config.yml`: mode and work-in-progress limits of one repository (requirements 2 and 3).
// What the file leaves out keeps its default; nothing the file says wrongly is ever left out.

import { type Static, Type } from 'typebox';
import { DEFAULT_POLICY, type Policy } from '../core/policy.ts';
import { defineKind } from './kind.ts';
import { LIMITS, type Limits } from './limits.ts';
import { readFile, type Unreadable } from './read.ts';
import { rulesFrom } from './resolve.ts';
import { settingsOf, wipFindings } from './wip-rules.ts';
import { extendsSchema, modeSchema, wipSchema } from './wip-schema.ts';

const schema = Type.Object(
  {
    version: Type.Literal(1, { description: 'Version of this file format. Always 1.' }),
    extends: Type.Optional(extendsSchema),
    mode: Type.Optional(modeSchema({ default: DEFAULT_POLICY.mode })),
    wip: Type.Optional(wipSchema),
  },
  {
    additionalProperties: false,
    $id: 'urn:clos:schema:config:1',
    title: 'CLOS configuration',
    description: 'The file .clos/config.yml of a repository that uses CLOS.',
  },
);

export type ConfigFile = Static<typeof schema>;

export const configFile = defineKind('config', '.clos/config.yml', schema, ({ wip }) => wipFindings(wip, []));

export type ConfigReading = { readonly ok: true; readonly policy: Policy } | Unreadable;

/**
 * The file by itself, without an organisation's and without those it extends.
 * `file` is only named in problems; `text` is the blob as GitHub gives it. Limits are for tests to loosen.
 */
export function readConfig(file: string, text: string | Uint8Array, limits: Limits = LIMITS): ConfigReading {
  const reading = readFile(configFile, file, text, limits);
  return reading.ok ? { ok: true, policy: { ...rulesFrom([settingsOf(reading)]), pods: [] } } : reading;
}
