// Comments, reactions, and what people may do: the part of GitHub that commands need.

import { commentId, userId } from '../../core/ids.ts';
import type { Collaborators, Comments, Location } from '../../ports/github.ts';
import type { Gateway } from './gateway.ts';

const PAGE = 100;

const to = ({ owner, name }: Location) => ({ owner, repo: name });

export function createComments(gateway: Gateway): Comments {
  return {
    find: (installation, at, number, marker, since) =>
      gateway.call(installation, async (octokit) => {
        // Oldest first.
        const query = { ...to(at), issue_number: number, since, per_page: PAGE };
        for await (const page of octokit.paginate.iterator(octokit.rest.issues.listComments, query)) {
          const ours = page.data.find(
            (one) => one.performed_via_github_app?.id === gateway.appId && one.body?.startsWith(marker),
          );
          if (ours) return commentId(ours.id);
        }
        return null;
      }),
    create: async (installation, at, number, body) => {
      const { data } = await gateway.call(installation, (octokit) =>
        octokit.rest.issues.createComment({ ...to(at), issue_number: number, body }),
      );
      return commentId(data.id);
    },
    update: async (installation, at, id, body) => {
      const found = await gateway.find(installation, (octokit) =>
        octokit.rest.issues.updateComment({ ...to(at), comment_id: id, body }),
      );
      return found !== null;
    },
    react: async (installation, at, id, reaction) => {
      const found = await gateway.find(installation, (octokit) =>
        octokit.rest.reactions.createForIssueComment({ ...to(at), comment_id: id, content: reaction }),
      );
      return found !== null;
    },
  };
}

export function createCollaborators(gateway: Gateway): Collaborators {
  return {
    permission: async (installation, at, login) => {
      const found = await gateway.find(installation, (octokit) =>
        octokit.rest.repos.getCollaboratorPermissionLevel({ ...to(at), username: login }),
      );
      if (found === null) return null;
      const { permission, role_name: roleName, user } = found.data;
      return { userId: user === null ? null : userId(user.id), roleName, permission };
    },
  };
}
