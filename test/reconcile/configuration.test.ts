// What configuration is in force after a look at the files, given what was in force before.

import { describe, expect, test } from '@jest/globals';
import { TerminalFault, TransientFault } from '../../src/core/faults.ts';
import { DEFAULT_POLICY } from '../../src/core/policy.ts';
import type { Settings } from '../../src/policy/keys.ts';
import { NO_ORGANIZATION, type Organization } from '../../src/policy/resolve.ts';
import type { StoredLayer } from '../../src/ports/configurations.ts';
import { canonical, configurationFrom, OWN, sameConfiguration } from '../../src/reconcile/configuration.ts';
import { readLayer } from '../../src/reconcile/layers.ts';
import type { Spine } from '../../src/reconcile/spine.ts';

const GOOD = 'version: 1\nmode: enforce\nwip: {limit: 2}\n';
const BROKEN = 'version: 1\nmode: sometimes\n';
const AT = { owner: 'acme', name: 'shop', ref: null };

type Remote = {
  readonly blobSha: string;
  readonly text: string | null;
  readonly problem: string | null;
} | null;

const file = (text: string | null, problem: string | null = null, blobSha = 'new') => ({
  blobSha,
  text,
  problem,
});

/** Only what reading a file that extends nothing asks of the world. */
const world = (found: Remote): Spine =>
  ({ github: { repositories: { file: async () => found } } }) as unknown as Spine;

const read = (found: Remote, previous: StoredLayer<Settings> | null = null) =>
  readLayer(world(found), 1 as never, OWN, AT, previous);

const layer = <V>(source: StoredLayer['source'], value: V | null): StoredLayer<V> => ({
  source,
  value,
  problems:
    source === 'last-good' || source === 'none'
      ? [{ code: 'x', file: 'f', line: 1, column: 1, message: 'm', mend: 'm' }]
      : [],
  notices: [],
  files: [],
});

describe("one scope's file", () => {
  test('is nothing where there is none', async () => {
    expect(await read(null, await read(file(GOOD)))).toMatchObject({ source: 'default', value: {} });
  });

  test('is kept with its version where it is good', async () => {
    expect(await read(file(GOOD))).toMatchObject({
      source: 'repository',
      value: { mode: { value: 'enforce', at: { line: 2, column: 1 } }, 'wip.limit': { value: 2 } },
      files: [{ ...AT, path: '.clos/config.yml', blobSha: 'new' }],
    });
  });

  test('T-4 stays the last good one when it breaks, also when it breaks again', async () => {
    const good = await read(file(GOOD));
    const once = await read(file(BROKEN, null, 'second'), good);
    const twice = await read(file(BROKEN, null, 'third'), once);
    for (const found of [once, twice])
      expect(found).toMatchObject({
        source: 'last-good',
        value: good.value,
        problems: [{ line: 2, column: 7 }],
      });
  });

  test('T-4 is none when the first ever is broken', async () => {
    const first = await read(file(BROKEN));
    expect(first).toMatchObject({ source: 'none', value: null });
    expect(await read(file(BROKEN, null, 'second'), first)).toMatchObject({ source: 'none', value: null });
  });

  test('T-15 is not the empty file that GitHub shows for one that is too large', async () => {
    expect(await read(file(null, 'too large'))).toMatchObject({
      source: 'none',
      problems: [{ code: 'unreadable', message: 'too large', mend: expect.stringContaining('256 KiB') }],
    });
  });

  test('T-4 that GitHub refuses to show is broken, and one that it cannot show right now is asked for again', async () => {
    const failing = (error: Error) =>
      ({ github: { repositories: { file: () => Promise.reject(error) } } }) as unknown as Spine;
    const refused = failing(new TerminalFault('github-403', 'no'));
    expect(await readLayer(refused, 1 as never, OWN, AT, null)).toMatchObject({
      source: 'none',
      problems: [
        { message: expect.stringContaining('github-403'), mend: expect.stringContaining('Contents: read') },
      ],
    });
    const busy = failing(new TransientFault('github-unavailable', 'later'));
    await expect(readLayer(busy, 1 as never, OWN, AT, null)).rejects.toThrow('later');
  });

  test('is not read anew while its version is the same', async () => {
    const good = await read(file(GOOD));
    expect(await read(file(GOOD), good)).toBe(good);
  });
});

describe('the configuration in force', () => {
  const own: Settings = { mode: { value: 'observe', at: { file: 'f', line: 1, column: 1 } } };
  const org: Organization = {
    settings: { mode: { value: 'enforce', at: { file: 'o', line: 1, column: 1 } } },
    locked: [],
    pods: [],
  };
  const none = layer('default', NO_ORGANIZATION);

  test.each([
    ['no file at all', none, layer('default', {}), 'default', 'warn'],
    ['its own', none, layer('repository', own), 'repository', 'observe'],
    ["the organisation's", layer('repository', org), layer('default', {}), 'repository', 'enforce'],
    ['both, its own on top', layer('repository', org), layer('repository', own), 'repository', 'observe'],
    ['its last good one', none, layer('last-good', own), 'last-good', 'observe'],
    [
      "T-4 the organisation's last good one under a good one",
      layer('last-good', org),
      layer('repository', {}),
      'last-good',
      'enforce',
    ],
    [
      "its own where the organisation's never was good",
      layer<Organization>('none', null),
      layer('repository', own),
      'repository',
      'observe',
    ],
  ])('is %s', (_, organization, mine, source, mode) => {
    expect(configurationFrom(organization, mine, 'shop')).toMatchObject({ source, policy: { mode } });
  });

  test('T-4 is none where its own never was good, whatever the organisation says', () => {
    const found = configurationFrom(layer('repository', org), layer<Settings>('none', null), 'shop');
    expect(found).toMatchObject({ source: 'none', policy: null, problems: [{ code: 'x' }] });
  });

  test('is the same whatever order its keys came back in', () => {
    const a = configurationFrom(none, layer('repository', own), 'shop');
    const { policy, ...rest } = a;
    const { wip, ...others } = policy ?? DEFAULT_POLICY;
    expect(sameConfiguration(a, { ...rest, policy: { wip, ...others } } as typeof a)).toBe(true);
    expect(sameConfiguration(a, { ...a, policy: DEFAULT_POLICY })).toBe(false);
    expect(canonical([2, 1])).toBe('[2,1]');
  });
});
