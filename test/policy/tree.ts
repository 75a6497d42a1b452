// Entries of a tree under `.clos/`, for tests.

import type { TreeFile } from '../../src/core/gates/model.ts';

export const plainFile = (path: string, text: string): TreeFile => ({
  path,
  kind: 'file',
  bytes: new TextEncoder().encode(text).length,
  sha: `blob of ${path}`,
  text,
});

/** An entry that is something else than a plain file, or was not read. */
export const entry = (path: string, more: Partial<TreeFile>): TreeFile => ({
  ...plainFile(path, ''),
  text: null,
  ...more,
});
