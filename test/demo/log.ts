// Log lines of the process as people read them.

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const LINES = 15;

interface Entry {
  readonly level?: number;
  readonly time?: number;
  readonly msg?: string;
  readonly [field: string]: unknown;
}

function plain(line: string): string {
  if (!line.startsWith('{')) return line;
  const { level = 0, time = 0, msg = '', pid: _, hostname: __, ...rest } = JSON.parse(line) as Entry;
  const at = new Date(time).toISOString().slice(11, 19);
  const fields = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
  return `${at} ${LEVELS[level] ?? level} ${msg}${fields}`.slice(0, 500);
}

/** The newest few, oldest first. */
export const recently = (log: readonly string[]): string[] => log.slice(-LINES).map(plain);
