// A process that owns an embedded server, for tests that kill it: starts the folder given, tells its parent how that went,
// and does as it is told. It ends with its parent.
import { startEmbedded } from '../../src/adapters/postgres/embedded.ts';
import { Fault } from '../../src/core/faults.ts';

export type OwnerReport =
  | { readonly kind: 'started'; readonly url: string; readonly serverPid: number }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export type OwnerOrder = 'throw' | 'stop';

const tell = (report: OwnerReport) => process.send?.(report);

process.on('disconnect', () => process.exit(0));

try {
  const server = await startEmbedded({ dataDir: process.argv[2] ?? '', fsync: process.argv[3] === 'fsync' });
  process.on('message', (order: OwnerOrder) => {
    if (order === 'throw') throw new Error('uncaught, on purpose');
    void server.stop().then(() => process.disconnect());
  });
  tell({ kind: 'started', url: server.url, serverPid: server.pid });
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  tell({ kind: 'refused', code: error.code, message: error.message });
}
