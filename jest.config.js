/** Jest 30, ESM, TypeScript stripped by swc; PostgreSQL is started once per run (test/support/global-setup.ts). */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/longest-first.ts',
  // A whole process or a database is started in many of them, on machines that may be busy.
  testTimeout: 90_000,
  // One more than the smallest machine has cores: many tests wait for a process, a retry or a delay more than they work.
  maxWorkers: 3,
  // Looking a global up from inside jest's sandbox is slow, and drizzle does so for each part of each query: a tenth of the stories' time.
  sandboxInjectedGlobals: ['Object', 'Array', 'Symbol', 'Map', 'Set', 'Promise', 'JSON'],
};
