// `clos wip report` and `clos audit export`.

import type { Command } from 'commander';
import { Option } from 'commander';
import { UserFault } from '../core/faults.ts';
import type { AuditRecord } from '../ports/records.ts';
import { csvHead, csvLine } from './audit.ts';
import { flowReports, flowText } from './flow.ts';
import { installationOf, instant } from './given.ts';
import { jsonLine, jsonText } from './json.ts';
import type { Io } from './world.ts';

function days(given: string): number {
  const number = Number(given);
  if (Number.isInteger(number) && number >= 1 && number <= 3_650) return number;
  throw new UserFault('usage', `\`${given}\` is no number of days.`, 'Write a whole number from 1 to 3650.');
}

async function report(io: Io, account: string, options: { days: string; json?: boolean }): Promise<void> {
  const length = days(options.days);
  const { now, pods } = await io.inWorld(async (world) =>
    world.records.history(await installationOf(world, account), length),
  );
  io.print(options.json ? jsonText(flowReports(pods, length, now)) : flowText(pods, length, now));
}

interface ExportOptions {
  readonly format: 'json' | 'csv';
  readonly from?: string;
  readonly to?: string;
}

async function exportAudit(io: Io, account: string, { format, from, to }: ExportOptions): Promise<void> {
  const range = { from: instant(from), to: instant(to) };
  const line: (record: AuditRecord) => string = format === 'csv' ? csvLine : jsonLine;
  await io.inWorld(async (world) => {
    const pages = world.records.audit(await installationOf(world, account), range);
    if (format === 'csv') io.print(csvHead);
    for await (const page of pages) io.print(page.map(line).join('\n'));
  });
}

export function addRecords(program: Command, io: Io): void {
  program
    .command('wip')
    .description('work-in-progress limits')
    .command('report')
    .description('how work flows through each pod, and which limit would fit')
    .argument('<account>', 'the organisation or user the app is installed on')
    .option('--days <n>', 'how far back', '30')
    .option('--json', 'as JSON')
    .action((account: string, options: { days: string; json?: boolean }) => report(io, account, options));
  program
    .command('audit')
    .description('the append-only audit log')
    .command('export')
    .description('print it: one JSON object per line, or CSV')
    .argument('<account>', 'the organisation or user the app is installed on')
    .addOption(new Option('--format <format>', 'json or csv').choices(['json', 'csv']).default('json'))
    .option('--from <date>', 'not before this date or instant')
    .option('--to <date>', 'before this date or instant')
    .action((account: string, options: ExportOptions) => exportAudit(io, account, options));
}
