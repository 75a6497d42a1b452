// One kind of `.clos/` file: its schema, declared once with TypeBox, is the check, the static type
// and the file that editors read; its rules say what no schema can.

import { Ajv, type ValidateFunction } from 'ajv';
import type { Static, TObject } from 'typebox';
import type { FilePlace } from './keys.ts';
import type { Complaint } from './problem.ts';
import type { TextRun } from './scalar.ts';

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
  /** Where the parts of a text stand; empty when there is no text. */
  runs(spot: Spot): readonly TextRun[];
}

export interface FileKind<T = unknown> {
  /** Names the published schema: `schemas/<name>.schema.json`. */
  readonly name: string;
  /** Where the file lies in a repository; of several places the first. */
  readonly path: string;
  /** Every place where such a file may lie, as globs. */
  readonly paths: readonly string[];
  readonly schema: TObject & Labels;
  readonly validate: ValidateFunction<T>;
  /** Runs only on what the schema accepts. */
  rules(value: T): readonly Finding[];
}

/** All errors, with the schema that was broken: safe on untrusted files because their size is bounded first (limits.ts). */
const ajv = new Ajv({ allErrors: true, verbose: true, strict: true });

/** `paths`: of one file, or of many as globs behind the path of the first. */
export function defineKind<S extends TObject>(
  name: string,
  paths: string | readonly [string, ...string[]],
  schema: S,
  rules: (value: Static<S>) => readonly Finding[],
): FileKind<Static<S>> {
  const all: readonly [string, ...string[]] = typeof paths === 'string' ? [paths] : paths;
  let compiled: ValidateFunction<Static<S>> | null = null;
  return {
    name,
    path: all[0],
    paths: all,
    schema,
    // At the first file: to compile what most programs never read took a fifth of their start.
    get validate() {
      compiled ??= ajv.compile<Static<S>>(schema);
      return compiled;
    },
    rules,
  };
}
