// The tree under a reading, for tests that look at sizes and prototypes.

import type { Limits } from '../../src/policy/limits.ts';
import type { Source } from '../../src/policy/source.ts';
import type { Located } from '../../src/policy/tree.ts';
import { readYaml } from '../../src/policy/yaml.ts';

export const plantedFrom = (source: Source, limits: Limits): Located | null => readYaml(source, limits).root;
