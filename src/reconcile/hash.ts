// Tells whether something says the same as before, without keeping all of it.

import { hash } from 'node:crypto';

export const hashOf = (text: string): string => hash('sha256', text, 'base64url');
