// Holds what is said against GitHub's description. A schema is compiled when it is first needed: all of them would take seconds.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formatsPlugin from 'ajv-formats';
import { description, type Operation } from './description.ts';
import { hasExceptions, isExcepted, universalStatuses } from './exceptions.ts';
import { unknownKeys } from './unknown-keys.ts';
import type { OperationId } from './used.ts';
import type { Violations } from './violations.ts';

const addFormats = formatsPlugin as unknown as (ajv: Ajv) => Ajv; // its types are those of a CommonJS module
const unchecked = ['int64', 'int32', 'repo.nwo', 'ssh-key', 'ssh-key fingerprint', 'hex', 'timestamp'];

// A schema here is used a few dozen times at most: compiling, not validating, is what takes time.
const quickToCompile = {
  strict: false,
  validateSchema: false,
  addUsedSchema: false,
  inlineRefs: false,
  code: { optimize: false },
};

function createAjv(options: { coerceTypes?: boolean; allErrors?: boolean }): Ajv {
  const ajv = new Ajv({ ...quickToCompile, ...options });
  addFormats(ajv);
  for (const format of unchecked) ajv.addFormat(format, true);
  ajv.addSchema(description, 'github');
  return ajv;
}

// Parameters arrive as text. Where an exception is known, one excused error must not hide the others.
const kinds = { exact: {}, text: { coerceTypes: true }, thorough: { allErrors: true } } as const;
type Kind = keyof typeof kinds;

const ajvs = new Map<Kind, Ajv>();
const compiled = new Map<string, ValidateFunction>();

/** Compiled schemas are kept for the process: a test file starts many simulators. */
function validatorFor(pointer: string, kind: Kind): ValidateFunction {
  const key = `${kind} ${pointer}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const ajv = ajvs.get(kind) ?? createAjv(kinds[kind]);
  ajvs.set(kind, ajv);
  const validate = ajv.compile({ $ref: `github#${pointer}` });
  compiled.set(key, validate);
  return validate;
}

const escapePointer = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

export type Said = {
  readonly params: { readonly [name: string]: string };
  readonly query: { readonly [name: string]: unknown };
  readonly body: unknown;
};

export class Validator {
  readonly #violations: Violations;

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  request(id: OperationId, said: Said): void {
    const operation: Operation = description.operations[id];
    this.#parameters(id, operation, said);
    if (operation.body === undefined) return;
    const body = said.body ?? {};
    this.#check('request', id, `/operations/${escapePointer(id)}/body`, body);
    for (const key of unknownKeys(operation.body, body))
      this.#violations.add('request', id, `sends ${key}, which is not described`);
  }

  #parameters(id: OperationId, operation: Operation, said: Said): void {
    const known = new Set<string>();
    operation.parameters.forEach((parameter, index) => {
      if (parameter.in === 'header') return;
      known.add(parameter.name);
      const value = parameter.in === 'path' ? said.params[parameter.name] : said.query[parameter.name];
      if (value === undefined) {
        if (parameter.required) this.#violations.add('request', id, `lacks ${parameter.name}`);
        return;
      }
      const pointer = `/operations/${escapePointer(id)}/parameters/${index}/schema`;
      const holder = { value };
      const validate = validatorFor(pointer, 'text');
      if (!validate(value, { parentData: holder, parentDataProperty: 'value' } as never)) {
        this.#report('request', id, validate.errors, parameter.name);
      }
    });
    for (const name of Object.keys(said.query)) {
      if (!known.has(name)) this.#violations.add('request', id, `asks with ${name}, which is not described`);
    }
  }

  answer(id: OperationId, status: number, body: unknown): void {
    const operation: Operation = description.operations[id];
    const schema = operation.responses[String(status)];
    if (schema !== undefined && schema !== null) {
      this.#check('answer', id, `/operations/${escapePointer(id)}/responses/${status}`, body);
    } else if (schema === undefined && !universalStatuses.has(status)) {
      this.#violations.add('answer', id, `status ${status} is not described`);
    } else if (status >= 400) {
      this.#check('answer', id, '/$defs/basic-error', body);
    }
  }

  webhook(name: string, payload: unknown): void {
    if (description.webhooks[name] === undefined) this.#violations.add('webhook', name, 'is not described');
    else this.#check('webhook', name, `/webhooks/${escapePointer(name)}`, payload);
  }

  #check(kind: 'request' | 'answer' | 'webhook', where: string, pointer: string, value: unknown): void {
    const validate = validatorFor(pointer, hasExceptions(where) ? 'thorough' : 'exact');
    if (!validate(value)) this.#report(kind, where, validate.errors, '');
  }

  #report(
    kind: 'request' | 'answer' | 'webhook',
    where: string,
    errors: ErrorObject[] | null | undefined,
    at: string,
  ): void {
    const real = (errors ?? []).filter((error) => !isExcepted(where, error.instancePath, error.keyword));
    if (real.length === 0) return;
    const words = real.map(
      ({ instancePath, message, params }) => `${at}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
    this.#violations.add(kind, where, words.slice(0, 4).join('; '));
  }
}
