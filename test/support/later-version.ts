// A later version of CLOS: this code with one more migration. In its schema every judgement is signed by whose code made it, so that
// those of older code can be counted.

import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { knownSchema } from '../../src/adapters/postgres/known-schema.ts';

/** Rows that only a judgement writes, and the jobs that are taken. The inbox writes none of them but new deliveries and jobs. */
const JUDGED = ['audit_events', 'checks', 'pulls', 'wip_locks'];

const LATER = `
CREATE TABLE judgements (code text NOT NULL, what text NOT NULL);
--> statement-breakpoint
GRANT INSERT ON judgements TO clos_app;
--> statement-breakpoint
CREATE FUNCTION sign_judgement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO public.judgements VALUES (coalesce(nullif(current_setting('later.code', true), ''), 'older'), TG_TABLE_NAME);
  RETURN NULL;
END $$;
--> statement-breakpoint
${JUDGED.map((table) => `CREATE TRIGGER signed AFTER INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION sign_judgement();`).join('\n--> statement-breakpoint\n')}
--> statement-breakpoint
CREATE TRIGGER signed AFTER UPDATE OF locked_by ON graphile_worker._private_jobs FOR EACH ROW
  WHEN (NEW.locked_by IS NOT NULL) EXECUTE FUNCTION sign_judgement();
`;

interface Journal {
  readonly entries: readonly { readonly idx: number; readonly when: number; readonly tag: string }[];
}

/** Makes its migrations in `folder`. */
export async function makeLaterVersion(folder: string): Promise<string> {
  const known = knownSchema();
  await cp(known.folder, folder, { recursive: true });
  const file = path.join(folder, 'meta/_journal.json');
  const journal = JSON.parse(await readFile(file, 'utf8')) as Journal;
  const entry = {
    idx: known.count,
    version: '7',
    when: known.newest + 1_000,
    tag: 'later',
    breakpoints: true,
  };
  await writeFile(file, JSON.stringify({ ...journal, entries: [...journal.entries, entry] }));
  await writeFile(path.join(folder, 'later.sql'), LATER);
  return folder;
}

/** Its sessions sign as the newer code. */
export function ofLaterVersion(databaseUrl: string): string {
  const address = new URL(databaseUrl);
  address.searchParams.set('options', '-c later.code=newer');
  return address.href;
}
