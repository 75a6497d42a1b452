// One gateway per installation owns its token, its rate budget and its breaker. Probot's Octokit does the talking; its throttle
// is set to GitHub's documented limits instead of one write a second, and its blind retries are off: a write with an unknown
// outcome must be looked up before it is repeated, and only the spine knows how.

import Bottleneck from 'bottleneck';
import { ProbotOctokit } from 'probot';
import { TransientFault } from '../../core/faults.ts';
import type { InstallationId } from '../../core/ids.ts';
import type { Metrics } from '../../ports/metrics.ts';
import { asGitHubFault, statusOf } from './faults.ts';

export type Octokit = InstanceType<typeof ProbotOctokit>;

type OctokitLog = NonNullable<NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>['log']>;

export interface GatewayOptions {
  readonly appId: number;
  readonly privateKey: string;
  readonly baseUrl: string;
  readonly metrics: Metrics;
  readonly log: OctokitLog;
}

export interface Gateway {
  /** Runs one call as the installation, or as the app itself (null). Throws Fault classes only. */
  call<T>(installation: InstallationId | null, work: (octokit: Octokit) => Promise<T>): Promise<T>;
  /** As `call`, with null for 404 and 410. */
  find<T>(installation: InstallationId | null, work: (octokit: Octokit) => Promise<T>): Promise<T | null>;
}

/** GitHub answers within seconds or not at all; a longer wait only holds the job. */
const TIMEOUT_MS = 15_000;
/** 900 points a minute and endpoint, a write costs 5 (github-facts 4). */
const WRITES_PER_MINUTE = 180;
/** Comments, issues, reviews: GitHub's limit for content (github-facts 4). */
const CONTENT_PER_MINUTE = 80;
/** GitHub allows 100 at once for all of an app's calls. */
const CONCURRENT = 50;
const GATEWAYS = 500;

const perMinute = (id: string, amount: number): Bottleneck.Group =>
  new Bottleneck.Group({
    id,
    reservoir: amount,
    reservoirRefreshAmount: amount,
    reservoirRefreshInterval: 60_000,
  });

function kindOf(method: string, url: string): 'read' | 'write' | 'auth' {
  if (url.includes('/access_tokens')) return 'auth';
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}

function countingFetch(metrics: Metrics): typeof fetch {
  return async (input, init) => {
    const kind = kindOf(init?.method ?? 'GET', String(input));
    try {
      const response = await fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
      metrics.request(kind, response.status);
      return response;
    } catch (error) {
      metrics.request(kind, 0);
      throw error;
    }
  };
}

/** One client per installation (null: the app itself), with a token cache of its own. */
function octokitFactory(options: GatewayOptions): (installation: InstallationId | null) => Octokit {
  const groups = {
    write: perMinute('clos-write', WRITES_PER_MINUTE),
    notifications: perMinute('clos-content', CONTENT_PER_MINUTE),
    global: new Bottleneck.Group({ id: 'clos-all', maxConcurrent: CONCURRENT }),
    // Waiting is the job queue's business: it can be seen there, survives a restart, and holds no worker.
    onRateLimit: () => false,
    onSecondaryRateLimit: () => false,
  };
  const request = { fetch: countingFetch(options.metrics) };
  return (installation) =>
    new ProbotOctokit({
      baseUrl: options.baseUrl,
      log: options.log,
      request,
      throttle: { ...groups, id: String(installation ?? 'app') },
      retry: { enabled: false },
      auth: {
        appId: options.appId,
        privateKey: options.privateKey,
        ...(installation === null ? {} : { installationId: installation }),
      },
    });
}

export function createGateway(options: GatewayOptions): Gateway {
  const createOctokit = octokitFactory(options);
  const octokits = new Map<number, Octokit>();
  const silentUntil = new Map<number, number>();

  const octokitOf = (installation: InstallationId | null): Octokit => {
    const key = installation ?? 0;
    const known = octokits.get(key);
    if (known) return known;
    const oldest = octokits.keys().next().value;
    if (octokits.size >= GATEWAYS && oldest !== undefined) octokits.delete(oldest);
    const made = createOctokit(installation);
    octokits.set(key, made);
    return made;
  };

  const assertAllowed = (key: number): void => {
    const wait = ((silentUntil.get(key) ?? 0) - performance.now()) / 1000;
    if (wait > 0) throw new TransientFault('github-limit', 'GitHub asked us to wait', Math.ceil(wait));
  };

  const attempt = async <T>(
    installation: InstallationId | null,
    work: (octokit: Octokit) => Promise<T>,
  ): Promise<T> => {
    try {
      return await work(octokitOf(installation));
    } catch (error) {
      if (statusOf(error) !== 401 || installation === null) throw error;
      // Expired by GitHub's clock, or revoked: a new client asks for a new token, for one more try.
      octokits.delete(installation);
      return work(octokitOf(installation));
    }
  };

  const guarded = async <T>(
    installation: InstallationId | null,
    work: (octokit: Octokit) => Promise<T>,
  ): Promise<T> => {
    const key = installation ?? 0;
    assertAllowed(key);
    try {
      return await attempt(installation, work);
    } catch (error) {
      const fault = asGitHubFault(error);
      if (fault instanceof TransientFault && fault.retryAfterSeconds !== null) {
        silentUntil.set(key, performance.now() + fault.retryAfterSeconds * 1000);
      }
      throw fault;
    }
  };

  return {
    call: guarded,
    find: (installation, work) =>
      guarded(installation, async (octokit) => {
        try {
          return await work(octokit);
        } catch (error) {
          const status = statusOf(error);
          if (status === 404 || status === 410) return null;
          throw error;
        }
      }),
  };
}
