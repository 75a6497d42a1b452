// Stops what global-setup.ts started. Jest loads the two files apart, so the server is handed over on the global object.
import type { TestCluster } from './cluster.ts';

const KEY = Symbol.for('clos.test-cluster');
const shared = globalThis as { [KEY]?: TestCluster };

export function handOver(cluster: TestCluster): void {
  shared[KEY] = cluster;
}

async function tearDown(): Promise<void> {
  await shared[KEY]?.remove();
}

// biome-ignore lint/style/noDefaultExport: what Jest calls is the default export.
export default tearDown;
