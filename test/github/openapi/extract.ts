// Copies the operations and webhooks in use (`used.ts`) from GitHub's own OpenAPI description into `operations.json`.
// Run: node test/github/openapi/extract.ts --from <dir of @octokit/openapi> --webhooks <dir of @octokit/openapi-webhooks> [--check]
// The description takes 385 MB installed, so it is no dependency; `--check` exits 1 when the committed file is stale.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { shareRepeated } from './share.ts';
import { isObject, type Schema, translate } from './translate.ts';
import { usedOperations, usedWebhooks } from './used.ts';

const target = new URL('operations.json', import.meta.url);

class Extractor {
  readonly definitions: Schema = {};
  readonly #source: Schema;
  readonly #prefix: string;

  constructor(source: Schema, prefix: string) {
    this.#source = source;
    this.#prefix = prefix;
  }

  /** Follows references until a value that is not one. */
  resolve(value: unknown): Schema {
    if (!isObject(value)) return {};
    return typeof value.$ref === 'string' ? this.resolve(this.#lookup(value.$ref)) : value;
  }

  schema(value: unknown): unknown {
    return translate(value, (reference) => this.#define(reference));
  }

  #lookup(reference: string): unknown {
    let found: unknown = this.#source;
    for (const part of reference.replace('#/', '').split('/'))
      found = isObject(found) ? found[part] : undefined;
    if (found === undefined) throw new Error(`the description has no ${reference}`);
    return found;
  }

  #define(reference: string): string {
    const name = this.#prefix + reference.slice(reference.lastIndexOf('/') + 1);
    if (!(name in this.definitions)) {
      this.definitions[name] = {};
      this.definitions[name] = this.schema(this.#lookup(reference));
    }
    return name;
  }
}

function jsonContent(value: Schema): unknown {
  const content = value.content;
  if (!isObject(content)) return undefined;
  const media = content['application/json'] ?? Object.values(content)[0];
  return isObject(media) ? media.schema : undefined;
}

function extractOperation(extractor: Extractor, method: string, path: string, operation: Schema): Schema {
  const parameters = (operation.parameters as unknown[] | undefined) ?? [];
  const responses = Object.entries(operation.responses as Schema).map(([status, response]) => {
    const schema = jsonContent(extractor.resolve(response));
    return [status, schema === undefined ? null : extractor.schema(schema)];
  });
  const body = jsonContent(extractor.resolve(operation.requestBody));
  const github = operation['x-github'] as Schema | undefined;
  return {
    method: method.toUpperCase(),
    path,
    parameters: parameters.map((parameter) => {
      const { name, in: place, required, schema } = extractor.resolve(parameter);
      return { name, in: place, required: required === true, schema: extractor.schema(schema) };
    }),
    ...(body === undefined ? {} : { body: extractor.schema(body) }),
    responses: Object.fromEntries(responses),
    ...(github?.triggersNotification === true ? { notifies: true } : {}),
  };
}

function extractOperations(source: Schema, extractor: Extractor): Schema {
  const wanted = new Set<string>(usedOperations);
  const found: Schema = {};
  for (const [path, item] of Object.entries(source.paths as Schema)) {
    for (const [method, operation] of Object.entries(item as Schema)) {
      const id = isObject(operation) ? String(operation.operationId) : '';
      if (wanted.has(id)) found[id] = extractOperation(extractor, method, path, operation as Schema);
    }
  }
  for (const id of wanted) if (!(id in found)) throw new Error(`the description has no operation ${id}`);
  return Object.fromEntries(usedOperations.map((id) => [id, found[id]]));
}

function extractWebhooks(source: Schema, extractor: Extractor): Schema {
  const webhooks = source.webhooks as Schema;
  const extracted = usedWebhooks.map((name) => {
    const item = webhooks[name.replaceAll('_', '-').replace('.', '-')];
    if (!isObject(item)) throw new Error(`the description has no webhook ${name}`);
    return [name, extractor.schema(jsonContent(extractor.resolve((item.post as Schema).requestBody)))];
  });
  return Object.fromEntries(extracted);
}

function readJson(directory: string, file: string): Schema {
  return JSON.parse(readFileSync(join(directory, file), 'utf8')) as Schema;
}

function extract(openapi: string, openapiWebhooks: string): string {
  const api = readJson(openapi, 'generated/api.github.com.json');
  const hooks = readJson(openapiWebhooks, 'generated/api.github.com.json');
  const operationSchemas = new Extractor(api, '');
  const webhookSchemas = new Extractor(hooks, 'hook-');
  const operations = extractOperations(api, operationSchemas);
  const webhooks = extractWebhooks(hooks, webhookSchemas);
  const definitions = { ...operationSchemas.definitions, ...webhookSchemas.definitions };
  const source = {
    '@octokit/openapi': readJson(openapi, 'package.json').version,
    '@octokit/openapi-webhooks': readJson(openapiWebhooks, 'package.json').version,
  };
  return `${JSON.stringify({ source, ...shareRepeated({ operations, webhooks, $defs: definitions }) })}\n`;
}

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    webhooks: { type: 'string' },
    check: { type: 'boolean', default: false },
  },
});
if (values.from === undefined || values.webhooks === undefined)
  throw new Error('both --from and --webhooks are needed');
const fresh = extract(values.from, values.webhooks);
if (!values.check) {
  writeFileSync(target, fresh);
} else if (readFileSync(target, 'utf8') !== fresh) {
  console.error('test/github/openapi/operations.json is stale: run extract.ts without --check');
  process.exitCode = 1;
}
