// Probot's set-up pages: one click registers the GitHub App from app.yml and writes its credentials to a `.env` file.
// Probot exports them only inside a server of its own, with its own port and webhook route; so the two handlers are
// loaded by path and mounted in ours. A test holds us to the paths; the lock file holds the version.

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseEnv } from 'node:util';
import type { FastifyBaseLogger } from 'fastify';
import type { SetupHandler } from './setup-route.ts';

export interface SetupOptions {
  readonly production: boolean;
  /** For the welcome message only. */
  readonly host: string;
  readonly port: number;
  readonly log: FastifyBaseLogger;
  /** Where the credentials are written, readable by the owner alone. */
  readonly envFile: string;
  /** Where a stand-in for api.github.com answers; null for the real one. `GHE_HOST` is Probot's own way. */
  readonly apiUrl: string | null;
}

type Env = Readonly<Record<string, string | undefined>>;

/** What we use of Probot's `setupAppFactory`. */
type SetupAppFactory = (options: {
  host: string;
  port: number;
  log: FastifyBaseLogger;
  updateEnv: (env: Env) => Env;
  request: { fetch: typeof fetch };
  SmeeClient: { createChannel: () => Promise<undefined> };
}) => () => Promise<SetupHandler>;

/** Null in production, whatever else is said (T-120). */
export async function probotSetup(options: SetupOptions): Promise<SetupHandler | null> {
  if (options.production) return null;
  const { host, port, log, envFile, apiUrl } = options;
  const { setupAppFactory } = await probotModule<{ setupAppFactory: SetupAppFactory }>('apps/setup.js');
  const { staticFilesHandler } = await probotModule<{
    staticFilesHandler: (...of: Parameters<SetupHandler>) => boolean;
  }>('server/handlers/static-files.js');

  const pages = await setupAppFactory({
    host,
    port,
    log,
    updateEnv: (env) => updateEnv(envFile, env),
    request: { fetch: fetchFrom(apiUrl) },
    // Probot would install a package at run time and open a channel at smee.io, a relay that reads every delivery.
    // Whoever wants one sets WEBHOOK_PROXY_URL, which the pages show and register.
    SmeeClient: { createChannel: async () => undefined },
  })();
  return async (request, response) => staticFilesHandler(request, response) || pages(request, response);
}

/** Typed by us: the package's export map hides these modules and their declarations. */
async function probotModule<T>(path: string): Promise<T> {
  const library = dirname(createRequire(import.meta.url).resolve('probot'));
  return import(pathToFileURL(join(library, path)).href) as Promise<T>;
}

function fetchFrom(apiUrl: string | null): typeof fetch {
  if (apiUrl === null) return fetch;
  return (url, init) => fetch(String(url).replace('https://api.github.com', apiUrl.replace(/\/$/, '')), init);
}

/** Probot's own writer leaves the key readable by everyone and breaks values it did not write itself. */
function updateEnv(file: string, env: Env): Env {
  const merged: Env = { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...env };
  const lines = Object.entries(merged).flatMap(([key, value]) =>
    value === undefined ? [] : [line(key, String(value))],
  );
  if (lines.length === 0) return merged;
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return merged;
}

/** On one line: in double quotes `\n` stands for a new line, in single quotes everything for itself. */
function line(key: string, value: string): string {
  const bare = value.replace(/^"(.*)"$/s, '$1').replaceAll(/\r?\n/g, '\\n');
  return bare.includes('"') ? `${key}='${bare.replaceAll("'", '')}'` : `${key}="${bare}"`;
}
