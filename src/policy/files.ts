// Every kind of `.clos/` file this version knows. A new kind is one module and one line here.

import { matchesGlob } from '../core/glob.ts';
import { configFile } from './config.ts';
import { gatesFile } from './gates.ts';
import { ideasFile } from './ideas.ts';
import type { FileKind } from './kind.ts';
import { orgFile } from './org.ts';
import { projectFile } from './project.ts';

export const FILE_KINDS: readonly FileKind[] = [
  configFile as FileKind,
  gatesFile as FileKind,
  ideasFile as FileKind,
  orgFile as FileKind,
  projectFile as FileKind,
];

/** What lies at a path; null: none of these, such as evidence, whose schema is a team's own. */
export const kindOf = (path: string): FileKind | null =>
  FILE_KINDS.find(({ paths }) => paths.some((glob) => matchesGlob(glob, path))) ?? null;
