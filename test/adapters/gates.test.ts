// What gates read of GitHub, over HTTP against the simulator: one query that GitHub's own schema accepts, and nothing made up where a
// part of it could not be answered.

import { expect, test } from '@jest/globals';
import { createGateReader } from '../../src/adapters/github/gates.ts';
import { createGateway } from '../../src/adapters/github/gateway.ts';
import type { InstallationId, PullNumber, Sha } from '../../src/core/ids.ts';
import type { GateQuestion, GateReader } from '../../src/ports/gates.ts';
import { type Story, tell } from '../github/testing.ts';

const shop = 'acme/shop';
const AT = { owner: 'acme', name: 'shop' };
const PROJECT = 'name: Shop\nstage: DISCOVERY\n';
const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

function readerOf({ github }: Story, suffix = ''): GateReader {
  const requests: string[] = [];
  const metrics = { request: (kind: string) => void requests.push(kind) };
  return createGateReader(
    createGateway({
      appId: github.app.id,
      privateKey: github.app.privateKey,
      baseUrl: github.url + suffix,
      metrics: metrics as never,
      log: quiet as never,
    }),
  );
}

const asking = (story: Story, more: Partial<GateQuestion> = {}): GateQuestion => ({
  pullNumber: 1 as PullNumber,
  headSha: story.github.pull(shop, 1).head.sha as Sha,
  baseRef: 'main',
  subject: null,
  reviews: false,
  checks: [],
  teams: [],
  ...more,
});

const look = (story: Story, more: Partial<GateQuestion> = {}, reader = readerOf(story)) =>
  reader.look(story.installation as InstallationId, AT, asking(story, more));

test('one request tells the files at the head and at the base, and says nothing of what was not asked', () =>
  tell({}, async (story) => {
    const { github } = story;
    github.commitFiles(shop, { '.clos/project.yml': PROJECT });
    github.openPull(shop, { files: { '.clos/evidence.yml': 'customerInterviews: 5\n' } });
    await github.settle();
    github.resetRequests();
    const found = await look(story, { subject: 'README.md' });
    const file = (path: string, text: string) =>
      expect.objectContaining({ path, kind: 'file', bytes: text.length, text });
    const known = (...files: unknown[]) => ({ kind: 'known', value: files });
    const config = file('.clos/config.yml', 'version: 1\n');
    const project = file('.clos/project.yml', PROJECT);
    expect(found).toEqual({
      head: known(config, file('.clos/evidence.yml', 'customerInterviews: 5\n'), project),
      base: known(config, project),
      subject: expect.stringMatching(/^[0-9a-f]{40}$/),
      reviews: { kind: 'known', value: [] },
      checks: { kind: 'known', value: [] },
      teams: {},
    });
    expect(github.requestCounts()).toMatchObject({ reads: 1, writes: 0 });
  }));
