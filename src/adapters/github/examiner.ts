// GitHub's settings around the app, as the doctor looks at them. Answers what it may see and says null for what it may not.

import type {
  AppSeen,
  InstallationApproved,
  Lack,
  Permissions,
  RequiredCheck,
  RunSeen,
} from '../../core/doctor/facts.ts';
import { Fault } from '../../core/faults.ts';
import { type InstallationId, sha } from '../../core/ids.ts';
import type { BranchSeen, Examiner } from '../../ports/doctor.ts';
import type { Location } from '../../ports/github.ts';
import type { Gateway, Octokit } from './gateway.ts';

const PAGE = 100;
const MAX_FAILED = 1_000;

/** Runs what may be forbidden: null then. */
async function ifAllowed<T>(work: () => Promise<T | null>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault && error.code === 'github-403') return null;
    throw error;
  }
}

async function app(octokit: Octokit): Promise<{ app: AppSeen; githubAt: string }> {
  const { data, headers } = await octokit.rest.apps.getAuthenticated();
  const { id = 0, slug = '', permissions = {}, events = [] } = data ?? {};
  const seen = { id, slug, permissions: permissions as Permissions, events };
  return { app: seen, githubAt: new Date(headers.date ?? '').toISOString() };
}

async function installations(octokit: Octokit): Promise<readonly InstallationApproved[]> {
  const all = await octokit.paginate(octokit.rest.apps.listInstallations, { per_page: PAGE });
  return all.map((one) => {
    const account = one.account as { login?: string; slug?: string } | null;
    return {
      id: one.id,
      account: account?.login ?? account?.slug ?? String(one.id),
      url: one.html_url,
      permissions: one.permissions as Permissions,
      events: one.events,
      suspended: one.suspended_at !== null,
    };
  });
}

async function failed(octokit: Octokit, since: Date): ReturnType<Examiner['failed']> {
  const newest = new Map<string, { guid: string; event: string; code: number }>();
  for await (const page of octokit.paginate.iterator(octokit.rest.apps.listWebhookDeliveries, {
    per_page: PAGE,
  })) {
    for (const one of page.data) {
      if (Date.parse(one.delivered_at) < since.getTime()) continue;
      // The newest come first.
      if (!newest.has(one.guid))
        newest.set(one.guid, { guid: one.guid, event: one.event, code: one.status_code });
    }
    const last = page.data.at(-1);
    if (!last || Date.parse(last.delivered_at) < since.getTime() || newest.size >= MAX_FAILED) break;
  }
  return [...newest.values()].filter(({ code }) => code < 200 || code >= 300);
}

type Ruled = Awaited<ReturnType<Octokit['rest']['repos']['getBranchRules']>>['data'];

function ruled(rules: Ruled): RequiredCheck[] {
  return rules.flatMap((rule) =>
    rule.type === 'required_status_checks'
      ? (rule.parameters?.required_status_checks ?? []).map(({ context, integration_id }) => ({
          name: context,
          appId: integration_id ?? null,
        }))
      : [],
  );
}

type Branch = Awaited<ReturnType<Octokit['rest']['repos']['getBranch']>>['data'];

/** What the branch itself tells of its classic protection needs no permission over settings; null when it does not tell. */
function protectedBy({ protected: on, protection }: Branch): RequiredCheck[] | null {
  if (!on) return [];
  const required = protection?.required_status_checks as
    | { contexts?: string[]; checks?: { context: string; app_id: number | null }[] }
    | undefined;
  if (!required) return null;
  if (required.checks)
    return required.checks.map(({ context, app_id }) => ({ name: context, appId: app_id }));
  return (required.contexts ?? []).map((name) => ({ name, appId: null }));
}

async function branch(octokit: Octokit, owner: string, repo: string, name: string): Promise<BranchSeen> {
  const at = { owner, repo, branch: name };
  const found = await octokit.rest.repos.getBranch(at);
  const rules = await octokit.paginate(octokit.rest.repos.getBranchRules, { ...at, per_page: PAGE });
  const byRules = ruled(rules);
  const classic = protectedBy(found.data);
  return {
    headSha: sha(found.data.commit.sha),
    // A branch that a ruleset protects counts as protected too, and then says nothing of its own.
    required: classic === null && rules.length === 0 ? null : [...byRules, ...(classic ?? [])],
    mergeQueue: rules.some(({ type }) => type === 'merge_queue'),
  };
}

async function runs(octokit: Octokit, at: { owner: string; repo: string }, head: string, prefix: string) {
  const all = await octokit.paginate(octokit.rest.checks.listForRef, {
    ...at,
    ref: head,
    filter: 'latest',
    per_page: PAGE,
  });
  return all
    .filter(({ name }) => name.startsWith(prefix))
    .map(
      (run): RunSeen => ({
        id: run.id,
        name: run.name,
        app: run.app?.slug ?? 'unknown',
        appId: run.app?.id ?? null,
        headSha: run.head_sha,
      }),
    );
}

/** GitHub's answer to a question where nothing else is asked: whether it has something to say at all. */
async function answers(work: () => Promise<unknown>): Promise<number> {
  try {
    await work();
    return 200;
  } catch (error) {
    const status = error instanceof Fault ? Number(/^github-(\d{3})$/.exec(error.code)?.[1] ?? 0) : 0;
    if (status === 0) throw error;
    return status;
  }
}

const OF_PULLS: Readonly<Record<number, Lack['lacks']>> = { 403: 'pulls-permission', 404: 'pull-requests' };
const OF_CODE: Readonly<Record<number, Lack['lacks']>> = { 403: 'contents-permission', 409: 'commits' };

async function lacks(gateway: Gateway, installation: InstallationId, at: Location) {
  const where = { owner: at.owner, repo: at.name };
  const pulls = await answers(() =>
    gateway.call(installation, (octokit) => octokit.rest.pulls.list({ ...where, per_page: 1 })),
  );
  const code = await answers(() =>
    gateway.call(installation, (octokit) => octokit.rest.git.getRef({ ...where, ref: 'heads/HEAD' })),
  );
  // Where nothing at all is found the repository itself is gone, which the questions after these tell.
  return [OF_PULLS[pulls], OF_CODE[code]].flatMap((one) => one ?? []);
}

export function createExaminer(gateway: Gateway): Examiner {
  return {
    app: () => gateway.call(null, app),
    hook: () =>
      gateway.call(null, async (octokit) => {
        const { data } = await octokit.rest.apps.getWebhookConfigForApp();
        const insecureSsl = String(data.insecure_ssl ?? '0') !== '0';
        // GitHub shows stars for the secret; whether there are any is all that leaves this function.
        return { url: data.url ?? '', secret: Boolean(data.secret), insecureSsl };
      }),
    installations: () => gateway.call(null, installations),
    failed: (since) => gateway.call(null, (octokit) => failed(octokit, since)),
    lacks: (installation, at) => lacks(gateway, installation, at),
    branch: (installation, at, name) =>
      gateway.call(installation, (octokit) => branch(octokit, at.owner, at.name, name)),
    runs: (installation, at, head, prefix) =>
      gateway.call(installation, (octokit) =>
        runs(octokit, { owner: at.owner, repo: at.name }, head, prefix),
      ),
    statuses: (installation, at, head) =>
      ifAllowed(() =>
        gateway.call(installation, async (octokit) => {
          const query = { owner: at.owner, repo: at.name, ref: head, per_page: PAGE };
          const { data } = await octokit.rest.repos.getCombinedStatusForRef(query);
          return data.statuses.map(({ context }) => context);
        }),
      ),
  };
}
