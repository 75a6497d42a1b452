// What configuration is in force after a look at the file, given what was in force before.

import { describe, expect, test } from '@jest/globals';
import { type ConfigurationFacts, DEFAULT_POLICY } from '../../src/core/policy.ts';
import { configurationFrom } from '../../src/reconcile/configuration.ts';

const file = (text: string | null, problem: string | null = null) => ({ blobSha: 'new', text, problem });
const GOOD = 'version: 1\nmode: enforce\nwip: {limit: 2}\n';
const BROKEN = 'version: 1\nmode: sometimes\n';

const inForce = (source: ConfigurationFacts['source']): ConfigurationFacts => ({
  source,
  policy: source === 'none' ? null : { ...DEFAULT_POLICY, mode: 'enforce' },
  problems: [],
  blobSha: 'old',
});

describe('the configuration in force', () => {
  test('is the default where there is no file', () => {
    expect(configurationFrom(null, inForce('repository'))).toMatchObject({
      source: 'default',
      policy: DEFAULT_POLICY,
    });
  });

  test('is the file where it is good', () => {
    expect(configurationFrom(file(GOOD), null)).toMatchObject({
      source: 'repository',
      blobSha: 'new',
      problems: [],
      policy: { mode: 'enforce', wip: { limit: 2 } },
    });
  });

  test.each(['repository', 'last-good'] as const)(
    'T-4 stays the last good one when the file breaks (%s before)',
    (source) => {
      expect(configurationFrom(file(BROKEN), inForce(source))).toMatchObject({
        source: 'last-good',
        blobSha: 'old',
        policy: { mode: 'enforce' },
        problems: [{ line: 2, column: 7 }],
      });
    },
  );

  test.each(['default', 'none'] as const)(
    'T-4 is none when the first file ever is broken (%s before)',
    (source) => {
      expect(configurationFrom(file(BROKEN), inForce(source))).toMatchObject({
        source: 'none',
        policy: null,
      });
    },
  );

  test('T-15 is not the empty file that GitHub shows for one that is too large', () => {
    expect(configurationFrom(file(null, 'too large'), null)).toMatchObject({
      source: 'none',
      problems: [{ code: 'unreadable', message: 'too large', mend: expect.stringContaining('256 KiB') }],
    });
  });
});
