// The part of SARIF 2.1.0 that `clos gate check` writes, closed: a property that is not here fails. Written by hand from the standard
// (sections 3.13 to 3.49), because the schema OASIS publishes is not ours to copy; its whole was used once to check this part.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json

const closed = (required: readonly string[], properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const text = { type: 'string', minLength: 1 };
const message = closed(['text'], { text });
/** Section 3.30: lines and columns count from 1. */
const region = closed(['startLine'], {
  startLine: { type: 'integer', minimum: 1 },
  startColumn: { type: 'integer', minimum: 1 },
});

/** Section 3.4: a relative URI reference, since there is a base. */
const artifactLocation = closed(['uri', 'uriBaseId'], {
  uri: { type: 'string', pattern: "^(?!/)(?:[A-Za-z0-9._~!'()*/-]|%[0-9A-F]{2})+$" },
  uriBaseId: { const: 'SRCROOT' },
});

const result = closed(['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints'], {
  ruleId: text,
  ruleIndex: { type: 'integer', minimum: 0 },
  level: { enum: ['none', 'note', 'warning', 'error'] },
  message,
  locations: {
    type: 'array',
    minItems: 1,
    maxItems: 1,
    items: closed(['physicalLocation'], {
      physicalLocation: closed(['artifactLocation', 'region'], { artifactLocation, region }),
    }),
  },
  partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
});

const run = closed(['tool', 'results', 'columnKind', 'invocations'], {
  tool: closed(['driver'], {
    driver: closed(['name', 'rules'], {
      name: text,
      rules: {
        type: 'array',
        uniqueItems: true,
        items: closed(['id', 'shortDescription'], { id: text, shortDescription: message }),
      },
    }),
  }),
  automationDetails: closed(['id'], { id: text }),
  invocations: {
    type: 'array',
    items: closed(['executionSuccessful'], {
      executionSuccessful: { type: 'boolean' },
      exitCode: { type: 'integer' },
    }),
  },
  columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
  originalUriBaseIds: closed(['SRCROOT'], { SRCROOT: closed(['description'], { description: message }) }),
  results: { type: 'array', items: result },
});

export const SARIF_SCHEMA = closed(['version', 'runs'], {
  $schema: { type: 'string', format: 'uri' },
  version: { const: '2.1.0' },
  runs: { type: 'array', minItems: 1, maxItems: 1, items: run },
});
