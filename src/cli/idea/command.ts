// `clos idea`: one that is not written yet, in a working tree; and those that are kept, beside the app.

import type { Command } from 'commander';
import type { Io } from '../world.ts';
import { checkCommand } from './check.ts';

export function addIdea(program: Command, io: Io): void {
  const idea = program.command('idea').description('ideas, their scores and their ledger').helpCommand(false);
  idea
    .command('check')
    .description('say what the text of an issue is read to say, and what it scores')
    .argument('<file>', 'the text of the issue; - for standard input')
    .option('--json', 'as one JSON object')
    .action((file: string, options: { json?: boolean }) => checkCommand(io, file, options));
}
