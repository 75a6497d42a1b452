// Files under `.clos/` that nothing reads. A rule in a misspelt file holds nobody back, so whoever judges says what was passed over.

import type { TreeFile } from '../core/gates/model.ts';
import type { ConfigurationProblem } from '../core/policy.ts';
import { nearest } from '../core/suggest.ts';
import { FILE_KINDS, kindOf } from '../policy/files.ts';

const EVIDENCE = /^\.clos\/evidence(?:\/.+)?\.(?:ya?ml|json)$/;

/** Read by parts of CLOS that these commands do not know. */
const LATER = /^\.clos\/(?:plans\/[^/]+\.yml|templates\/[^/]+\.yml)$/;

export const isEvidence = (path: string): boolean => kindOf(path) === null && EVIDENCE.test(path);

export const isForLater = (path: string): boolean => LATER.test(path);

/** The file that was perhaps meant; null: nothing like it is known. */
const meant = (path: string): string | null =>
  nearest(path.replace(/\.yaml$/i, '.yml'), [
    ...FILE_KINDS.map((kind) => kind.path),
    '.clos/evidence.yml',
    '.clos/evidence.json',
  ]);

export function strayFile(path: string): ConfigurationProblem {
  const near = meant(path);
  return {
    code: 'cli.unknown-file',
    file: path,
    line: 1,
    column: 1,
    message: 'Nothing reads this file.',
    mend: near === null ? 'Move it out of `.clos/`, or delete it.' : `Did you mean \`${near}\`? Rename it.`,
  };
}

/** Those whose names nearly are names of files that are read. `named`: evidence of projects. */
export const misspelt = (
  tree: readonly TreeFile[],
  named: readonly string[],
): readonly ConfigurationProblem[] =>
  tree
    .filter(({ kind, path }) => kind !== 'folder' && kindOf(path) === null && !named.includes(path))
    .filter(({ path }) => !isEvidence(path) && !isForLater(path) && meant(path) !== null)
    .map(({ path }) => strayFile(path));
