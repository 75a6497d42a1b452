// Tells whether something says the same as before, without keeping all of it.

import { createHash } from 'node:crypto';

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
