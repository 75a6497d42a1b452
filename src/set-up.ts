// What the set-up pages are made of: app.yml, GitHub without credentials, and the `.env` of the folder that CLOS was started in.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type pino from 'pino';
import { parse } from 'yaml';
import { createRegistrar } from './adapters/github/registrar.ts';
import { TransientFault } from './core/faults.ts';
import type { Env } from './env.ts';
import type { Probe } from './ports/health.ts';
import { type AppFile, webUrlOf } from './server/setup/manifest.ts';
import type { Setup } from './server/setup/routes.ts';
import { SetupSession } from './server/setup/session.ts';

/** A process that only shows the set-up pages is not fit to take deliveries. */
export const NOT_SET_UP: Probe = {
  name: 'credentials',
  check: async () => {
    throw new TransientFault('not-set-up', 'CLOS has no credentials of an app yet');
  },
};

/** Null in production, whatever else is said (T-120). */
export function createSetup(env: Env, log: pino.Logger): Setup | null {
  if (env.production) return null;
  const app = parse(readFileSync(new URL('../app.yml', import.meta.url), 'utf8')) as AppFile;
  return {
    session: new SetupSession(),
    registrar: createRegistrar({ baseUrl: env.githubApiUrl, log }),
    app,
    webUrl: webUrlOf(env.githubApiUrl),
    host: env.setup.host,
    webhookUrl: env.setup.webhookUrl,
    envFile: resolve('.env'),
  };
}

/** With the token, for whoever reads the log. */
export const addressOf = (setup: Setup | null, listening: string): string => {
  const base = setup?.host ? `https://${setup.host}` : listening.replace('//0.0.0.0', '//127.0.0.1');
  return `${base}/setup?token=${setup?.session.token ?? ''}`;
};
