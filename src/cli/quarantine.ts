// Quarantined deliveries as text for a terminal.

import type { QuarantinedDelivery } from '../ports/quarantine.ts';

export function quarantineText(all: readonly QuarantinedDelivery[]): string {
  if (all.length === 0) return 'No delivery is quarantined.';
  const lines = all.flatMap((one) => [
    `${one.guid}  ${[one.event, one.action].filter(Boolean).join('.')}  installation ${one.installationId}  ${one.receivedAt}`,
    `  ${one.reason ?? 'no reason recorded'}`,
  ]);
  return [...lines, '', 'When the cause is mended: clos replay <delivery>'].join('\n');
}
