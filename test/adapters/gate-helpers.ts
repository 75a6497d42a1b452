// A reader of gates that talks to a simulated GitHub over HTTP, and the question the tests ask unless they ask another.

import { createGateReader } from '../../src/adapters/github/gates.ts';
import { createGateway, type Gateway } from '../../src/adapters/github/gateway.ts';
import type { InstallationId, PullNumber, Sha } from '../../src/core/ids.ts';
import type { ClosFiles, GateLook, GateQuestion, GateReader } from '../../src/ports/gates.ts';
import type { Story } from '../github/testing.ts';
import { recordedMetrics } from '../webhooks/support.ts';

export const SHOP = 'acme/shop';
export const AT = { owner: 'acme', name: 'shop' };

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

/** @param prefix of the API, as GitHub Enterprise Server has one. */
export const gateReader = (story: Story, prefix = ''): GateReader => createGateReader(gateway(story, prefix));

export function gateway({ github }: Story, prefix = ''): Gateway {
  const { id: appId, privateKey } = github.app;
  const metrics = recordedMetrics();
  return createGateway({ appId, privateKey, baseUrl: github.url + prefix, metrics, log: log as never });
}

export const tenant = ({ installation }: Story): InstallationId => installation as InstallationId;

export const asking = (story: Story, more: Partial<GateQuestion> = {}): GateQuestion => ({
  pullNumber: 1 as PullNumber,
  headSha: story.github.pull(SHOP, 1).head.sha as Sha,
  baseRef: 'main',
  subject: null,
  reviews: false,
  checks: [],
  teams: [],
  ...more,
});

/** By a reader that remembers nothing, unless one is given. */
export const look = (
  story: Story,
  more: Partial<GateQuestion> = {},
  reader = gateReader(story),
): Promise<GateLook> => reader.look(tenant(story), AT, asking(story, more));

/** The entries that are known; fails when they are not. */
export function known(files: ClosFiles) {
  if (files.kind === 'unknown') throw new Error(files.because);
  return files.value;
}
