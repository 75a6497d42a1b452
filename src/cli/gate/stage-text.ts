// Another stage in the text of a project file. Invariant: nothing but the one scalar of `stage:` changes, neither in the text nor, where
// an anchor gives one scalar to several keys, in what it says; where that cannot be kept, there is no new text.

import { isDeepStrictEqual } from 'node:util';
import { LIMITS } from '../../policy/limits.ts';
import { type ProjectFile, projectFile } from '../../policy/project.ts';
import { type FileReading, readFile } from '../../policy/read.ts';

const BOM = '\uFEFF';
const ALIAS = /\*[^\s,[\]{}]+/y;

/** Null: it is written in a way that is changed better by hand, such as with escapes. */
export function withStage(path: string, text: string, to: string): string | null {
  const before = read(path, text);
  if (!before.ok) return null;
  const found = scalarIn(before, text);
  if (found === null) return null;
  const { at, length } = found;
  // A stage may be named like something that is no text in YAML, such as `null`.
  const texts = [to, JSON.stringify(to)].map((one) => text.slice(0, at) + one + text.slice(at + length));
  return texts.find((one) => saysOnly(read(path, one), { ...before.value, stage: to })) ?? null;
}

/** Null: it is no project file that can be read. */
export function stageIn(path: string, text: string): string | null {
  const reading = read(path, text);
  return reading.ok ? reading.value.stage : null;
}

const read = (path: string, text: string): FileReading<ProjectFile> =>
  readFile(projectFile, path, text, LIMITS);

/** Where the stage stands, without quotes around it; or the alias that stands for it. */
function scalarIn(
  { value, place, runs }: Extract<FileReading<ProjectFile>, { ok: true }>,
  text: string,
): { readonly at: number; readonly length: number } | null {
  const spot = { path: ['stage'] };
  const [run, ...more] = runs(spot);
  const at = offsetOf(text, run ?? place(spot));
  ALIAS.lastIndex = at;
  const written = run === undefined ? ALIAS.exec(text)?.[0] : value.stage;
  if (written === undefined || more.length > 0 || !text.startsWith(written, at)) return null;
  return { at, length: written.length };
}

/** Places are counted without the byte-order mark. */
function offsetOf(text: string, { line, column }: { line: number; column: number }): number {
  const bom = text.startsWith(BOM) ? BOM.length : 0;
  let start = bom;
  for (let at = 1; at < line; at += 1) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

const saysOnly = (reading: FileReading<ProjectFile>, wanted: ProjectFile): boolean =>
  reading.ok && isDeepStrictEqual({ ...reading.value }, { ...wanted });
