// GitHub while there are no credentials yet: the manifest's code is exchanged without any, and an app's key is tried as the app itself.

import { ProbotOctokit } from 'probot';
import { MalformedFault, TerminalFault } from '../../core/faults.ts';
import type { RegisteredApp, Registrar } from '../../ports/registrar.ts';
import { asGitHubFault, statusOf } from './faults.ts';
import type { Octokit } from './gateway.ts';

const TIMEOUT_MS = 15_000;

const fetchInTime: typeof fetch = (input, init) =>
  fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });

interface Options {
  readonly baseUrl: string;
  readonly log: NonNullable<NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>['log']>;
}

function octokitFor({ baseUrl, log }: Options, auth?: { appId: number; privateKey: string }): Octokit {
  return new ProbotOctokit({
    baseUrl,
    log,
    request: { fetch: fetchInTime },
    throttle: { enabled: false },
    retry: { enabled: false },
    ...(auth ? { auth } : {}),
  });
}

interface Shown {
  readonly id?: number;
  readonly name?: string;
  readonly html_url?: string;
  readonly owner?: { readonly login?: string; readonly slug?: string } | null;
}

function appOf({ id, name, html_url: url, owner }: Shown): RegisteredApp {
  const login = owner?.login ?? owner?.slug;
  if (id === undefined || name === undefined || url === undefined || login === undefined)
    throw new MalformedFault('GitHub described the app without id, name, owner or address', 'app');
  return { id, name, url, owner: login };
}

/** Null for the statuses that mean "not this one". */
async function unless<T>(refusals: readonly number[], work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const status = statusOf(error);
    if (status !== null && refusals.includes(status)) return null;
    throw error instanceof TerminalFault ? error : asGitHubFault(error);
  }
}

export function createRegistrar(options: Options): Registrar {
  return {
    exchange: (code) =>
      // 422: the code is malformed, 404: used already or older than an hour.
      unless([404, 422], async () => {
        const { data } = await octokitFor(options).rest.apps.createFromManifest({ code });
        return { app: appOf(data), privateKey: data.pem, webhookSecret: data.webhook_secret };
      }),
    identify: (appId, privateKey) =>
      // 401: the key is not this app's, 404: there is no such app.
      unless([401, 404], async () => {
        const { data } = await octokitFor(options, { appId, privateKey }).rest.apps.getAuthenticated();
        return data ? appOf(data) : null;
      }),
  };
}
