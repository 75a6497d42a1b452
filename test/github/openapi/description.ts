// GitHub's own description of the operations and webhooks in use, as extracted into `operations.json`.

import { readFileSync } from 'node:fs';
import type { Schema } from './translate.ts';
import type { OperationId } from './used.ts';

export type Parameter = { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Schema };

export type Operation = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body?: Schema;
  readonly responses: { readonly [status: string]: Schema | null };
  readonly notifies?: boolean; // people are notified, so the limits on content creation apply
};

export type Description = {
  readonly operations: { readonly [id in OperationId]: Operation };
  readonly webhooks: { readonly [name: string]: Schema };
  readonly $defs: { readonly [name: string]: Schema };
};

export const description = JSON.parse(
  readFileSync(new URL('operations.json', import.meta.url), 'utf8'),
) as Description;
