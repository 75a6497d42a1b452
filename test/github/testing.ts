// What the simulator's own tests share: an app that only listens, and clients that call as the app and as an installation.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { type GitHub, type GitHubOptions, startGitHub } from './simulator.ts';
import type { Json } from './state/model.ts';

export type Received = {
  readonly event: string;
  readonly guid: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  readonly payload: Json;
};

export type Story = {
  readonly github: GitHub;
  readonly received: Received[];
  readonly installation: number;
  readonly asApp: Octokit;
  readonly asInstallation: Octokit;
  /** What the listening app answers; 200 until told otherwise. */
  answerWith(status: number): void;
  /** Events by name, once all are delivered. */
  events(): Promise<string[]>;
  stop(): Promise<void>;
};

// The client says aloud when it corrects its clock, which the tests that move the clock make it do.
const quiet = { warn: () => undefined };

/** An organisation `acme` with a repository `acme/shop`, the app installed on all of it, and nothing to hear yet. */
export async function startStory(options: GitHubOptions = {}): Promise<Story> {
  const received: Received[] = [];
  let status = 200;
  const listener = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const headers = request.headers as { [name: string]: string };
      const body = Buffer.concat(parts).toString();
      const [event, guid] = [headers['x-github-event'] ?? '', headers['x-github-delivery'] ?? ''];
      received.push({ event, guid, headers, body, payload: JSON.parse(body) as Json });
      response.writeHead(status).end('heard');
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const github = await startGitHub(options);
  github.createRepository({
    owner: 'acme',
    name: 'shop',
    files: { 'README.md': '# shop\n', '.clos/config.yml': 'version: 1\n' },
  });
  const installation = github.install({ owner: 'acme' });
  github.webhookUrl = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
  const { id: appId, privateKey } = github.app;
  const client = (auth: object) =>
    new Octokit({
      baseUrl: github.url,
      authStrategy: createAppAuth,
      auth: { appId, privateKey, log: quiet, ...auth },
    });
  return {
    github,
    received,
    installation,
    asApp: client({}),
    asInstallation: client({ installationId: installation }),
    answerWith: (given) => {
      status = given;
    },
    events: async () => {
      await github.settle();
      return received.map(({ event, payload }) =>
        payload.action === undefined ? event : `${event}.${payload.action}`,
      );
    },
    stop: async () => {
      await github.stop();
      listener.close();
    },
  };
}

/** A story that is checked for honesty when it ends, whatever it was about. */
export async function tell(options: GitHubOptions, story: (given: Story) => Promise<void>): Promise<void> {
  const given = await startStory(options);
  try {
    await story(given);
    await given.github.settle();
    given.github.assertHonest();
  } finally {
    await given.stop();
  }
}

/** What was delivered, in order, by event and action, each with what `of` makes of its payload. */
export async function heard<T>(
  { github, received }: Story,
  of: (payload: Json) => T,
): Promise<[string, T][]> {
  await github.settle();
  return received.map(({ event, payload }) => [`${event}.${String(payload.action)}`, of(payload)]);
}

/** The status a call is refused with; fails when it is not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<number> {
  const outcome = await call.then(
    () => null,
    (error: unknown) => error as { status?: number },
  );
  if (outcome === null) throw new Error('the call was not refused');
  return outcome.status ?? 0;
}

/** A token of the story's installation, narrowed as given. */
export async function tokenFor(story: Story, narrowed: object = {}): Promise<string> {
  const answer = await story.asApp.request('POST /app/installations/{installation_id}/access_tokens', {
    installation_id: story.installation,
    ...narrowed,
  });
  return answer.data.token;
}

export const withToken = (story: Story, token: string) =>
  new Octokit({ baseUrl: story.github.url, auth: token });
