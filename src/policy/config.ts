// `.clos/config.yml`: mode and work-in-progress limits of one repository (requirements 2 and 3).
// What the file leaves out keeps its default; nothing the file says wrongly is ever left out.

import { type Static, Type } from 'typebox';
import { DEFAULT_POLICY, type Policy } from '../core/policy.ts';
import { defineKind } from './kind.ts';
import { LIMITS, type Limits } from './limits.ts';
import { readFile, type Unreadable } from './read.ts';

const wip = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1000,
        default: DEFAULT_POLICY.wip.limit,
        description: 'How many pull requests may be in progress at once. 0 stops the line.',
      }),
    ),
    onLimit: Type.Optional(
      Type.Enum(['queue', 'block'], {
        default: DEFAULT_POLICY.wip.onLimit,
        description:
          'What happens to a pull request over the limit. queue: it waits and is admitted when a slot frees. block: it is refused until asked again.',
      }),
    ),
    drafts: Type.Optional(
      Type.Enum(['exclude', 'include'], {
        default: DEFAULT_POLICY.wip.drafts,
        description: 'Whether a draft pull request asks for a slot (include) or holds none (exclude).',
      }),
    ),
  },
  { additionalProperties: false, description: 'Work-in-progress limits: the check clos/wip.' },
);

const schema = Type.Object(
  {
    version: Type.Literal(1, { description: 'Version of this file format. Always 1.' }),
    mode: Type.Optional(
      Type.Enum(['observe', 'warn', 'enforce'], {
        default: DEFAULT_POLICY.mode,
        description:
          'observe: record only, post no check. warn: post a passing check that says what would be blocked. enforce: block.',
      }),
    ),
    wip: Type.Optional(wip),
  },
  {
    additionalProperties: false,
    $id: 'urn:clos:schema:config:1',
    title: 'CLOS configuration',
    description: 'The file .clos/config.yml of a repository that uses CLOS.',
  },
);

export const configFile = defineKind('config', '.clos/config.yml', schema);

export type ConfigReading = { readonly ok: true; readonly policy: Policy } | Unreadable;

/** `file` is only named in problems; `text` is the blob as GitHub gives it. Limits are for tests to loosen. */
export function readConfig(file: string, text: string | Uint8Array, limits: Limits = LIMITS): ConfigReading {
  const reading = readFile(configFile, file, text, limits);
  return reading.ok ? { ok: true, policy: toPolicy(reading.value) } : reading;
}

function toPolicy(file: Static<typeof schema>): Policy {
  return { mode: file.mode ?? DEFAULT_POLICY.mode, wip: { ...DEFAULT_POLICY.wip, ...file.wip } };
}
