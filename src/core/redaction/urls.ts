// Passwords in addresses: `postgres://user:password@host`. The password alone is left out, so that one sees which address it was.

import type { Finding } from './finding.ts';
import { isPlaceholder } from './placeholder.ts';
import { matches } from './stretches.ts';

/** Bounded, so that a text full of `://` takes linear time. A password may hold an `@`; the last one before the host counts. */
const WITH_PASSWORD = /:\/\/[^\s:@/?#"'`<>()]{0,128}:([^\s/"'`<>(),]{3,256})@(?=[\w[.-])/g;

export function urls(text: string): readonly Finding[] {
  const found: Finding[] = [];
  for (const { 0: all, 1: password = '', index } of matches(text, WITH_PASSWORD)) {
    if (isPlaceholder(password)) continue;
    const end = index + all.length - 1;
    found.push({ start: end - password.length, end, kind: 'password in a URL' });
  }
  return found;
}
