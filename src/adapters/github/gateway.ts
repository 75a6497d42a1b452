// One gateway per installation owns its token, its rate budget and its breaker. Probot's Octokit does the talking; its throttle
// (one write a second) is replaced by GitHub's documented limits, see pace.ts, and its blind retries are off: a write with an
// unknown outcome must be looked up before it is repeated, and only the spine knows how.

import { ProbotOctokit } from 'probot';
import { Fault, TransientFault } from '../../core/faults.ts';
import type { InstallationId } from '../../core/ids.ts';
import type { Metrics } from '../../ports/metrics.ts';
import { asGitHubFault, statusOf } from './faults.ts';
import { Pace } from './pace.ts';
import { wholeAnswer } from './whole-answer.ts';

export type Octokit = InstanceType<typeof ProbotOctokit>;

type OctokitLog = NonNullable<NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>['log']>;

export interface GatewayOptions {
  readonly appId: number;
  readonly privateKey: string;
  readonly baseUrl: string;
  readonly metrics: Metrics;
  readonly log: OctokitLog;
  /** Of one installation; by default what GitHub allows. */
  readonly writesPerMinute?: number | undefined;
  /** Aborted when a newer version has taken over: nothing is asked or written any more, and what is under way is given up. */
  readonly superseded?: AbortSignal | undefined;
}

export interface Gateway {
  /** The app whose gateway this is: what others write is told from what we wrote by it. */
  readonly appId: number;
  /** Runs one call as the installation, or as the app itself (null). Throws Fault classes only. */
  call<T>(installation: InstallationId | null, work: (octokit: Octokit) => Promise<T>): Promise<T>;
  /** As `call`, with null for 404 and 410. */
  find<T>(installation: InstallationId | null, work: (octokit: Octokit) => Promise<T>): Promise<T | null>;
}

/** GitHub answers within seconds or not at all; a longer wait only holds the job. */
const TIMEOUT_MS = 15_000;
const GATEWAYS = 500;

function kindOf(method: string, url: string): 'read' | 'write' | 'auth' {
  if (url.includes('/access_tokens')) return 'auth';
  return method === 'GET' || method === 'HEAD' || url.endsWith('/graphql') ? 'read' : 'write';
}

function countingFetch({ metrics, superseded }: GatewayOptions): typeof fetch {
  return async (input, init) => {
    const kind = kindOf(init?.method ?? 'GET', String(input));
    try {
      const late = AbortSignal.timeout(TIMEOUT_MS);
      const signal = superseded ? AbortSignal.any([late, superseded]) : late;
      const begun = await fetch(input, { ...init, signal });
      const response = await wholeAnswer(begun);
      metrics.request(kind, response.status);
      return response;
    } catch (error) {
      metrics.request(kind, 0);
      throw error;
    }
  };
}

const NAMING = ['owner', 'repo', 'head_sha', 'name', 'check_run_id', 'issue_number', 'comment_id'];

/** By the parameters that name it: the address has only their places. */
const targetOf = (call: Readonly<Record<string, unknown>>): string =>
  [call.method, call.url, ...NAMING.map((name) => call[name] ?? '')].join(' ');

/** One client per installation (null: the app itself), with a token cache of its own. */
function octokitFactory(
  options: GatewayOptions,
): (installation: InstallationId | null, pace: Pace) => Octokit {
  const request = { fetch: countingFetch(options) };
  return (installation, pace) => {
    const octokit = new ProbotOctokit({
      baseUrl: options.baseUrl,
      log: options.log,
      request,
      throttle: { enabled: false },
      retry: { enabled: false },
      auth: {
        appId: options.appId,
        privateKey: options.privateKey,
        ...(installation === null ? {} : { installationId: installation }),
      },
    });
    octokit.hook.before('request', (call) =>
      pace.enter({
        method: call.method,
        url: call.url,
        green: call.conclusion === 'success',
        target: targetOf(call),
      }),
    );
    return octokit;
  };
}

export function createGateway(options: GatewayOptions): Gateway {
  const createOctokit = octokitFactory(options);
  const octokits = new Map<number, Octokit>();
  const paces = new Map<number, Pace>();
  const silentUntil = new Map<number, number>();

  const octokitOf = (installation: InstallationId | null): Octokit => {
    const key = installation ?? 0;
    const known = octokits.get(key);
    if (known) return known;
    const oldest = octokits.keys().next().value;
    if (octokits.size >= GATEWAYS && oldest !== undefined) octokits.delete(oldest);
    // The pace outlives a client that was replaced for its token.
    const pace = paces.get(key) ?? new Pace(options.writesPerMinute);
    paces.set(key, pace);
    const made = createOctokit(installation, pace);
    octokits.set(key, made);
    return made;
  };

  const assertAllowed = (key: number): void => {
    const wait = ((silentUntil.get(key) ?? 0) - performance.now()) / 1000;
    if (wait > 0) throw new TransientFault('github-silence', 'GitHub asked us to wait', Math.ceil(wait));
  };

  const attempt = async <T>(
    installation: InstallationId | null,
    work: (octokit: Octokit) => Promise<T>,
  ): Promise<T> => {
    const octokit = octokitOf(installation);
    try {
      return await work(octokit);
    } catch (error) {
      if (statusOf(error) !== 401 || installation === null) throw error;
      // Expired by GitHub's clock, or revoked: a new client asks for a new token, for one more try. Calls that were refused together
      // share it.
      if (octokits.get(installation) === octokit) octokits.delete(installation);
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
      // Our own pace's: GitHub itself did not ask for silence.
      if (error instanceof Fault) throw error;
      const fault = asGitHubFault(error);
      if (fault instanceof TransientFault && fault.retryAfterSeconds !== null) {
        silentUntil.set(key, performance.now() + fault.retryAfterSeconds * 1000);
      }
      throw fault;
    }
  };

  return {
    appId: options.appId,
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
