// Where the credentials end up. Invariant: what the file holds stays as it is, byte by byte, and credentials in it are never replaced.

import { appendFileSync, chmodSync, existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { UserFault } from '../../core/faults.ts';
import type { Candidate } from './session.ts';

const CREDENTIALS = ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'] as const;

/** Throws UserFault `env-file` where it cannot be read or written, or holds credentials. */
export function saveCredentials(file: string, candidate: Candidate, now: Date): void {
  const text = inFile(file, () => (existsSync(file) ? readFileSync(file, 'utf8') : ''));
  const set = parseEnv(text);
  const taken = CREDENTIALS.filter((name) => (set[name] ?? '').trim() !== '');
  if (taken.length > 0)
    throw new UserFault(
      'env-file',
      `The file ${file} already holds ${taken.join(' and ')}. CLOS never replaces credentials.`,
      'Start CLOS again to use them. To use another app, delete these lines first.',
    );
  const before = text === '' || text.endsWith('\n') ? '' : '\n';
  inFile(file, () => {
    // Before the key is in it.
    if (existsSync(file)) chmodSync(file, 0o600);
    appendFileSync(file, `${before}${linesOf(candidate, now)}`, { mode: 0o600 });
  });
}

function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const mend = 'Make it a file that this process may read and write, then save again.';
    throw new UserFault('env-file', `The file ${file} cannot be used (${code}).`, mend, null, {
      cause: error,
    });
  }
}

/** In double quotes `\n` stands for a new line; quotes are in neither value, see form.ts. */
const linesOf = ({ app, privateKey, webhookSecret }: Candidate, now: Date): string =>
  [
    `# Written by the set-up pages on ${now.toISOString()}.`,
    `APP_ID="${app.id}"`,
    `PRIVATE_KEY="${privateKey.trim().replaceAll(/\r?\n/g, '\\n')}\\n"`,
    `WEBHOOK_SECRET="${webhookSecret}"`,
    '',
  ].join('\n');
