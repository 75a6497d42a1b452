// How much memory V8 may take, for every program that is a whole CLOS process. To be called first: what V8 took it keeps.

import { setFlagsFromString } from 'node:v8';

/**
 * V8 takes what a large machine offers: a burst of deliveries left 350 MiB behind, of which 40 were in use. Now the space for new
 * objects stays as loading the program left it, and the one for old objects may grow by a fifth between two collections.
 */
export function keepSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
}
