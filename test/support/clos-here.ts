// The real command line in this process, for stories about what it says and not how it is started: loading it anew takes longer than
// the rest of such a story.

import { createProgram, runProgram } from '../../src/cli/program.ts';
import { inWorldOf } from '../../src/clos-world.ts';
import { readEnv } from '../../src/env.ts';
import type { Ended } from './child.ts';

export async function closHere(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  const said: string[] = [];
  const print = (text: string) => said.push(`${text}\n`);
  const here = {
    folder: import.meta.dirname,
    now: () => new Date().toISOString(),
    web: { answers: () => Promise.reject(new Error('no other address is asked')) },
  };
  const program = createProgram({ print, here, inWorld: (work) => inWorldOf(readEnv(env), work) });
  for (const one of [program, ...program.commands]) one.configureOutput({ writeOut: print, writeErr: print });
  const code = await runProgram(program, args, print);
  return { code, output: said.join('') };
}
