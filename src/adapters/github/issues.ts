// Issues: what ideas are written in, and what they become.

import { issueNumber } from '../../core/ids.ts';
import type { Issues, Location } from '../../ports/github.ts';
import { statusOf } from './faults.ts';
import type { Gateway, Octokit } from './gateway.ts';
import { eachPage, PAGE, Remembered, type Tagged } from './remembered.ts';

const to = ({ owner, name }: Location) => ({ owner, repo: name });

export function createIssues(gateway: Gateway): Issues {
  return {
    ...reading(gateway),
    create: async (installation, at, issue) => {
      const { data } = await gateway.call(installation, (octokit) =>
        octokit.rest.issues.create({ ...to(at), ...issue, labels: [...issue.labels] }),
      );
      return issueNumber(data.number);
    },
    close: async (installation, at, number) => {
      const found = await gateway.find(installation, (octokit) =>
        octokit.rest.issues.update({
          ...to(at),
          issue_number: number,
          state: 'closed',
          state_reason: 'not_planned',
        }),
      );
      return found?.data.updated_at ?? null;
    },
    addLabel: async (installation, at, number, label) => {
      const found = await gateway.find(installation, (octokit) =>
        octokit.rest.issues.addLabels({ ...to(at), issue_number: number, labels: [label] }),
      );
      return found !== null;
    },
    removeLabel: async (installation, at, number, label) => {
      // 404: somebody took it off already.
      await gateway.find(installation, (octokit) =>
        octokit.rest.issues.removeLabel({ ...to(at), issue_number: number, name: label }),
      );
    },
    makeLabel: async (installation, at, label) => {
      await gateway.call(installation, async (octokit) => {
        try {
          await octokit.rest.issues.createLabel({ ...to(at), ...label });
        } catch (error) {
          // 422: the repository has it.
          if (statusOf(error) !== 422) throw error;
        }
      });
    },
  };
}

function reading(gateway: Gateway): Pick<Issues, 'get' | 'labelled' | 'find'> {
  const remembered = new Remembered<readonly unknown[]>();
  return {
    get: async (installation, at, number) => {
      const found = await gateway.find(installation, (octokit) =>
        octokit.rest.issues.get({ ...to(at), issue_number: number }),
      );
      return found?.data ?? null;
    },
    labelled: (installation, at, label) =>
      gateway.call(installation, (octokit) =>
        eachPage(remembered, [installation, at.owner, at.name, label].join('/'), (page, headers) =>
          openWith(octokit, at, label, page, headers),
        ),
      ),
    find: (installation, at, label, marker, since) =>
      gateway.call(installation, async (octokit) => {
        const query = { ...to(at), labels: label, state: 'all', since, per_page: PAGE } as const;
        for await (const page of octokit.paginate.iterator(octokit.rest.issues.listForRepo, query)) {
          const ours = page.data.find(
            (one) => one.performed_via_github_app?.id === gateway.appId && one.body?.startsWith(marker),
          );
          if (ours) return issueNumber(ours.number);
        }
        return null;
      }),
  };
}

/** A vote changes the page it is on and does not bring its issue to the first. */
async function openWith(
  octokit: Octokit,
  at: Location,
  label: string,
  page: number,
  headers: Record<string, string>,
): Promise<Tagged<readonly unknown[]>> {
  const { data, headers: told } = await octokit.rest.issues.listForRepo({
    ...to(at),
    labels: label,
    state: 'open',
    sort: 'updated',
    direction: 'desc',
    per_page: PAGE,
    page,
    headers,
  });
  return { etag: told.etag, value: data };
}
