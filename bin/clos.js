#!/usr/bin/env node
// `clos` as npm installs it. Node runs TypeScript as it is, but refuses to below `node_modules`; there its types are taken off here, so
// that there is no built copy of the sources that could differ from them.

import { readFileSync } from 'node:fs';
import module from 'node:module';

const OLDEST = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(`clos needs Node ${OLDEST.join('.')} or newer; this is ${process.version}.\n`);
  process.exit(2);
}

// A third of what a start takes; kept in the system's folder for temporary files.
module.enableCompileCache();

const sources = new URL('../src/', import.meta.url).href;

if (sources.includes('/node_modules/')) {
  const { emitWarning } = process;
  // Node tells everybody who takes types off that this may change; whoever calls `clos` cannot do anything about it.
  process.emitWarning = (warning, ...rest) => {
    if (!String(warning).startsWith('stripTypeScriptTypes')) emitWarning.call(process, warning, ...rest);
  };
  module.registerHooks({
    load(url, context, next) {
      if (!url.startsWith(sources) || !url.endsWith('.ts')) return next(url, context);
      const source = module.stripTypeScriptTypes(readFileSync(new URL(url), 'utf8'), { sourceUrl: url });
      return { format: 'module', source, shortCircuit: true };
    },
  });
}

await import('../src/clos.ts');
