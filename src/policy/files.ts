// Every kind of `.clos/` file this version knows. A new kind is one module and one line here.

import { configFile } from './config.ts';
import type { FileKind } from './kind.ts';
import { orgFile } from './org.ts';

export const FILE_KINDS: readonly FileKind[] = [configFile as FileKind, orgFile as FileKind];
