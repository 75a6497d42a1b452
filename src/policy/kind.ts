// One kind of `.clos/` file: its schema, declared once with TypeBox, is the check, the static type
// and the file that editors read.

import { Ajv, type ValidateFunction } from 'ajv';
import type { Static, TObject } from 'typebox';

/** What TypeBox keeps of a schema's options without saying so in its type. */
interface Labels {
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
}

export interface FileKind<T = unknown> {
  /** Names the published schema: `schemas/<name>.schema.json`. */
  readonly name: string;
  /** Where the file lies in a repository. */
  readonly path: string;
  readonly schema: TObject & Labels;
  readonly validate: ValidateFunction<T>;
}

/** All errors, with the schema that was broken: safe on untrusted files because their size is bounded first (limits.ts). */
const ajv = new Ajv({ allErrors: true, verbose: true, strict: true });

export function defineKind<S extends TObject>(name: string, path: string, schema: S): FileKind<Static<S>> {
  return { name, path, schema, validate: ajv.compile<Static<S>>(schema) };
}
