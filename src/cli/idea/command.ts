// `clos idea`: one that is not written yet, in a working tree; and those that are kept, beside the app.

import type { Command } from 'commander';
import { Option } from 'commander';
import { STATUSES } from '../../core/ideas/model.ts';
import type { Io } from '../world.ts';
import { checkCommand } from './check.ts';
import { type ExportOptions, exportCommand, type ListOptions, listCommand, showCommand } from './kept.ts';

const ACCOUNT = 'the organisation or user the app is installed on; not needed where there is one';

export function addIdea(program: Command, io: Io): void {
  const idea = program.command('idea').description('ideas, their scores and their ledger').helpCommand(false);
  idea
    .command('check')
    .description('say what the text of an issue is read to say, and what it scores')
    .argument('<file>', 'the text of the issue; - for standard input')
    .option('--json', 'as one JSON object')
    .action((file: string, options: { json?: boolean }) => checkCommand(io, file, options));
  idea
    .command('list')
    .description('list ideas, those that wait for a decision first, the best of them on top')
    .argument('[account]', ACCOUNT)
    .option('--repository <repository>', 'owner/repository; all of them without it')
    .addOption(new Option('--status <status>', 'those of one status').choices(STATUSES))
    .addOption(
      new Option('--format <format>', 'how to print it').choices(['text', 'json', 'csv']).default('text'),
    )
    .action((account: string | undefined, options: ListOptions) => listCommand(io, account, options));
  idea
    .command('show')
    .description('print where an idea stands, what it scores and why, and its ledger')
    .argument('<idea>', 'owner/repository#12')
    .option('--json', 'as one JSON object')
    .action((text: string, options: { json?: boolean }) => showCommand(io, text, options));
  idea
    .command('export')
    .description('print the ledger of ideas: one JSON object per line, or CSV')
    .argument('[account]', ACCOUNT)
    .addOption(new Option('--format <format>', 'json or csv').choices(['json', 'csv']).default('json'))
    .option('--from <date>', 'not before this date or instant')
    .option('--to <date>', 'before this date or instant')
    .action((account: string | undefined, options: ExportOptions) => exportCommand(io, account, options));
}
