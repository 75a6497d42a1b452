// One kind of `.clos/` file: its schema, declared once with TypeBox, is the check, the static type
// and the file that editors read; its rules say what no schema can.

import { Ajv, type ValidateFunction } from 'ajv';
import type { Static, TObject } from 'typebox';
import type { FilePlace } from './keys.ts';
import type { Complaint } from './problem.ts';

/** What TypeBox keeps of a schema's options without saying so in its type. */
interface Labels {
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
}

/** A value of the file by the keys that lead to it, or the key itself. */
export interface Spot {
  readonly path: readonly string[];
  readonly on?: 'key';
}

export interface Finding extends Spot {
  readonly complaint: Complaint;
}

/** What a file says, and where. */
export interface Placed<T> {
  readonly value: T;
  place(spot: Spot): FilePlace;
}

export interface FileKind<T = unknown> {
  /** Names the published schema: `schemas/<name>.schema.json`. */
  readonly name: string;
  /** Where the file lies in a repository. */
  readonly path: string;
  readonly schema: TObject & Labels;
  readonly validate: ValidateFunction<T>;
  /** Runs only on what the schema accepts. */
  rules(value: T): readonly Finding[];
}

/** All errors, with the schema that was broken: safe on untrusted files because their size is bounded first (limits.ts). */
const ajv = new Ajv({ allErrors: true, verbose: true, strict: true });

export function defineKind<S extends TObject>(
  name: string,
  path: string,
  schema: S,
  rules: (value: Static<S>) => readonly Finding[],
): FileKind<Static<S>> {
  return { name, path, schema, validate: ajv.compile<Static<S>>(schema), rules };
}
