// `npm start`: runs until SIGTERM or SIGINT. What the operator can mend is told without a stack.

import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { UserFault } from './core/faults.ts';
import { readEnv } from './env.ts';
import { keepSmall } from './memory.ts';
import { createLog, start } from './process.ts';

async function main(): Promise<void> {
  keepSmall();
  if (existsSync('.env')) loadEnvFile('.env');
  const env = readEnv(process.env);
  const log = createLog(env);
  const running = await start(env, log);
  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping');
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  const text =
    error instanceof UserFault
      ? `${error.message}\n→ ${error.mend}`
      : String((error as Error).stack ?? error);
  process.stderr.write(`CLOS could not start.\n${text}\n`);
  process.exit(1);
});
