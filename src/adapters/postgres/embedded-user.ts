// Whom PostgreSQL runs as. It refuses to run as root, so root hands its server to a less powerful account.
// An existing cluster stays with the account that owns it.
import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { UserFault } from '../../core/faults.ts';

/** Empty: as ourselves. */
export type RunAs = { readonly uid: number; readonly gid: number } | Record<never, never>;

// `node` is the account of the official Node images; `nobody` exists nearly everywhere.
const ACCOUNTS = ['postgres', 'node', 'nobody'];

const MEND = 'Run CLOS as an ordinary user that has an entry in /etc/passwd, or set DATABASE_URL.';

async function findAccount(): Promise<RunAs | null> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  const rows = lines.map((line) => line.split(':'));
  for (const name of ACCOUNTS) {
    const row = rows.find(([candidate]) => candidate === name);
    const [uid, gid] = [Number(row?.[2]), Number(row?.[3])];
    if (uid > 0 && gid >= 0) return { uid, gid };
  }
  return null;
}

function assertNamed(): void {
  try {
    userInfo();
  } catch (cause) {
    const message = `PostgreSQL cannot set up its data as user id ${process.getuid?.()}: that id has no name on this machine.`;
    throw new UserFault('embedded-user', message, MEND, null, { cause });
  }
}

/** Throws UserFault `embedded-user` when there is nobody to run as. */
export async function chooseUser(clusterDir: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) {
    assertNamed();
    return {};
  }
  const owner = await stat(clusterDir).catch(() => null);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account = await findAccount();
  if (account) return account;
  const message = `PostgreSQL refuses to run as root, and none of the users ${ACCOUNTS.join(', ')} exists to run it instead.`;
  throw new UserFault('embedded-user', message, `${MEND} Or create a system user named postgres.`);
}
