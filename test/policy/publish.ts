// `node test/policy/publish.ts --write` writes the schemas that editors read; `--check` exits 1 when one is stale.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publishedSchemas } from '../../src/policy/published.ts';

const root = join(import.meta.dirname, '../..');

function written(path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
}

const stale = publishedSchemas().filter(({ path, text }) => written(path) !== text);

if (process.argv.includes('--write')) {
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
for (const { path } of stale) console.log(`${process.argv.includes('--write') ? 'wrote' : 'stale:'} ${path}`);
process.exitCode = stale.length > 0 && !process.argv.includes('--write') ? 1 : 0;
