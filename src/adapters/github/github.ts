// The GitHub port on Octokit. It reads and writes and decides nothing.

import type { RepositoryFacts } from '../../core/facts.ts';
import { installationId, repositoryId, userId } from '../../core/ids.ts';
import { visibilityOf } from '../../core/visibility.ts';
import type {
  Accounts,
  AppDeliveries,
  GitHub,
  InstallationSeen,
  Installations,
  Pulls,
  RemoteFile,
  Repositories,
} from '../../ports/github.ts';
import { changedFiles } from './changed-files.ts';
import { createCheckRuns } from './check-runs.ts';
import type { Gateway } from './gateway.ts';
import { createIssues } from './issues.ts';
import { eachPage, PAGE, Remembered } from './remembered.ts';
import { createCollaborators, createComments } from './talk.ts';

/** A delivery that failed this often will not get through by being sent again. */
const MAX_TRIES = 5;
/** Looked at by one sweep. */
const MAX_FAILED = 1_000;

interface ListedRepository {
  readonly id: number;
  readonly owner: { readonly login: string };
  readonly name: string;
  readonly default_branch: string;
  readonly private: boolean;
  readonly visibility?: string;
}

function factsOf(one: ListedRepository): RepositoryFacts {
  const visibility = visibilityOf(one.visibility, one.private);
  return {
    id: repositoryId(one.id),
    owner: one.owner.login,
    name: one.name,
    defaultBranch: one.default_branch,
    ...(visibility === undefined ? {} : { visibility }),
  };
}

function repositories(gateway: Gateway): Repositories {
  const remembered = new Remembered<RemoteFile>();
  return {
    list: async (installation) => {
      const all = await gateway.call(installation, (octokit) =>
        octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: PAGE }),
      );
      // Nothing can be merged in an archived repository, so it counts as lost.
      const active = all.filter((one) => !one.archived);
      return active.map(factsOf);
    },
    installationOf: async (at) => {
      const found = await gateway.find(null, (octokit) =>
        octokit.rest.apps.getRepoInstallation({ owner: at.owner, repo: at.name }),
      );
      return found ? installationId(found.data.id) : null;
    },
    active: async (installation, at) => {
      const found = await gateway.find(installation, (octokit) =>
        octokit.rest.repos.get({ owner: at.owner, repo: at.name }),
      );
      return found && !found.data.archived ? factsOf(found.data) : null;
    },
    file: (installation, at, path, ref = null) =>
      gateway.find(installation, (octokit) =>
        remembered.read(`${installation}/${at.owner}/${at.name}/${path}@${ref ?? ''}`, async (headers) => {
          const found = await octokit.rest.repos.getContent({
            owner: at.owner,
            repo: at.name,
            path,
            ...(ref === null ? {} : { ref }),
            headers,
          });
          return { etag: found.headers.etag, value: remoteFile(found.data, path) };
        }),
      ),
  };
}

type Octokit = InstanceType<typeof import('probot').ProbotOctokit>;

type Content = Awaited<ReturnType<Octokit['rest']['repos']['getContent']>>['data'];

function remoteFile(content: Content, path: string): RemoteFile {
  if (Array.isArray(content)) return { blobSha: '', text: null, problem: `${path} is a directory` };
  if (content.type !== 'file' || !('content' in content)) {
    return { blobSha: content.sha, text: null, problem: `${path} is a ${content.type}, not a plain file` };
  }
  const { encoding, content: text } = content;
  // The contents API gives no text over a megabyte: `content` is empty and `encoding` is `none` (github-facts 4).
  if (encoding !== 'base64')
    return { blobSha: content.sha, text: null, problem: `${path} is too large to be read` };
  return { blobSha: content.sha, text: Buffer.from(text, 'base64').toString('utf8'), problem: null };
}

function pulls(gateway: Gateway): Pulls {
  const remembered = new Remembered<readonly unknown[]>();
  return {
    get: async (installation, at, number) => {
      const found = await gateway.find(installation, (octokit) =>
        octokit.rest.pulls.get({ owner: at.owner, repo: at.name, pull_number: number }),
      );
      return found?.data ?? null;
    },
    files: (installation, at, asked) => changedFiles(gateway, installation, at, asked),
    // Oldest first: whoever is opened, or changes, leaves the other pages as they were.
    open: (installation, at) =>
      gateway.find(installation, (octokit) =>
        eachPage(remembered, `${installation}/${at.owner}/${at.name}`, async (page, headers) => {
          const { data, headers: told } = await octokit.rest.pulls.list({
            owner: at.owner,
            repo: at.name,
            state: 'open',
            sort: 'created',
            direction: 'asc',
            per_page: PAGE,
            page,
            headers,
          });
          return { etag: told.etag, value: data };
        }),
      ),
  };
}

interface AppDelivery {
  readonly id: number;
  readonly guid: string;
  readonly delivered_at: string;
  readonly status_code: number;
}

const delivered = (one: AppDelivery): boolean => one.status_code >= 200 && one.status_code < 300;

function deliveries(gateway: Gateway): AppDeliveries {
  return {
    failed: (since) =>
      gateway.call(null, async (octokit) => {
        const seen: AppDelivery[] = [];
        const query = { per_page: PAGE, status: 'failure' as const };
        for await (const page of octokit.paginate.iterator(octokit.rest.apps.listWebhookDeliveries, query)) {
          seen.push(...page.data);
          const oldest = page.data.at(-1);
          if (!oldest || Date.parse(oldest.delivered_at) < since.getTime() || seen.length >= MAX_FAILED)
            break;
        }
        const hopeful = [...Map.groupBy(seen, (one) => one.guid).values()].filter(
          (tries) => tries.length < MAX_TRIES,
        );
        // GitHub lists the newest first, and the newest state is the one to hear of first.
        return hopeful.flatMap(([newest]) =>
          newest && !delivered(newest) && Date.parse(newest.delivered_at) >= since.getTime() ? [newest] : [],
        );
      }),
    redeliver: async (id) => {
      await gateway.call(null, (octokit) => octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: id }));
    },
  };
}

interface AppInstallation {
  readonly id: number;
  readonly account: object | null;
  readonly suspended_at: string | null;
}

function seen(one: AppInstallation): InstallationSeen {
  const account = one.account as { id?: number; login?: string; slug?: string } | null;
  return {
    id: installationId(one.id),
    accountId: account?.id ?? 0,
    // An enterprise has a slug where others have a login.
    accountLogin: account?.login ?? account?.slug ?? '',
    suspended: one.suspended_at !== null,
  };
}

function installations(gateway: Gateway): Installations {
  return {
    get: async (id) => {
      const found = await gateway.find(null, (octokit) =>
        octokit.rest.apps.getInstallation({ installation_id: id }),
      );
      return found ? seen(found.data) : null;
    },
    list: async () => {
      const all = await gateway.call(null, (octokit) =>
        octokit.paginate(octokit.rest.apps.listInstallations, { per_page: PAGE }),
      );
      return all.map(seen);
    },
  };
}

const accounts = (gateway: Gateway): Accounts => ({
  idOf: async (installation, login) => {
    const found = await gateway.find(installation, (octokit) =>
      octokit.rest.users.getByUsername({ username: login }),
    );
    return found ? userId(found.data.id) : null;
  },
});

export function createGitHub(gateway: Gateway): GitHub {
  return {
    accounts: accounts(gateway),
    repositories: repositories(gateway),
    pulls: pulls(gateway),
    checkRuns: createCheckRuns(gateway),
    issues: createIssues(gateway),
    comments: createComments(gateway),
    collaborators: createCollaborators(gateway),
    deliveries: deliveries(gateway),
    installations: installations(gateway),
  };
}
