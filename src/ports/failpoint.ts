// Named places where a test may crash, stall or throw. In production every one is a resolved promise.

export const FAILPOINTS = [
  'deliveries-read',
  'facts-loaded',
  'pods-locked',
  'decided',
  'before-commit',
  'after-commit',
  'before-attempt',
  'before-write',
  'after-write',
  'after-delivered',
] as const;

export type FailpointName = (typeof FAILPOINTS)[number];

export type Failpoint = (name: FailpointName) => Promise<void>;

export const noFailpoints: Failpoint = async () => {};
