// A repository as GitHub shows it. The many links depend on the name alone and are kept until it changes.

import type { Json, Repository } from '../state/model.ts';
import { fullName, nodeId, type World } from '../state/world.ts';
import { userJson } from './account.ts';

const links = new WeakMap<Repository, { readonly name: string; readonly json: Json }>();

const templates: { readonly [key: string]: string } = {
  forks_url: '/forks',
  keys_url: '/keys{/key_id}',
  collaborators_url: '/collaborators{/collaborator}',
  teams_url: '/teams',
  hooks_url: '/hooks',
  issue_events_url: '/issues/events{/number}',
  events_url: '/events',
  assignees_url: '/assignees{/user}',
  branches_url: '/branches{/branch}',
  tags_url: '/tags',
  blobs_url: '/git/blobs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  git_refs_url: '/git/refs{/sha}',
  trees_url: '/git/trees{/sha}',
  statuses_url: '/statuses/{sha}',
  languages_url: '/languages',
  stargazers_url: '/stargazers',
  contributors_url: '/contributors',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  commits_url: '/commits{/sha}',
  git_commits_url: '/git/commits{/sha}',
  comments_url: '/comments{/number}',
  issue_comment_url: '/issues/comments{/number}',
  contents_url: '/contents/{+path}',
  compare_url: '/compare/{base}...{head}',
  merges_url: '/merges',
  archive_url: '/{archive_format}{/ref}',
  downloads_url: '/downloads',
  issues_url: '/issues{/number}',
  pulls_url: '/pulls{/number}',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  labels_url: '/labels{/name}',
  releases_url: '/releases{/id}',
  deployments_url: '/deployments',
};

export function repositoryUrl(world: World, repository: Repository): string {
  return `${world.url}/repos/${fullName(repository)}`;
}

export function repositoryPage(repository: Repository): string {
  return `https://github.com/${fullName(repository)}`;
}

function linksOf(world: World, repository: Repository): Json {
  const name = fullName(repository);
  const known = links.get(repository);
  if (known !== undefined && known.name === name) return known.json;
  const url = repositoryUrl(world, repository);
  const page = repositoryPage(repository);
  const json = {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: name,
    owner: userJson(world, repository.owner),
    html_url: page,
    description: null,
    fork: repository.forkOf !== null,
    url,
    ...Object.fromEntries(Object.entries(templates).map(([key, path]) => [key, url + path])),
    git_url: `git://github.com/${name}.git`,
    ssh_url: `git@github.com:${name}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
  };
  links.set(repository, { name, json });
  return json;
}

const visibilityOf = ({ private: closed, internal }: Repository): string =>
  internal ? 'internal' : closed ? 'private' : 'public';

/** Satisfies GitHub's `repository`, `minimal-repository` and the repository of every webhook but `push`. */
export function repositoryJson(world: World, repository: Repository): Json {
  return {
    ...linksOf(world, repository),
    private: repository.private,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_pull_requests: repository.hasPulls,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: repository.openPulls + repository.openIssues,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: visibilityOf(repository),
    forks: 0,
    open_issues: repository.openPulls + repository.openIssues,
    watchers: 0,
    default_branch: repository.defaultBranch,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    pushed_at: repository.pushedAt,
  };
}

/** `GET /repos/{owner}/{repo}` adds what the lists leave out. */
export function fullRepositoryJson(world: World, repository: Repository): Json {
  const parent = repository.forkOf === null ? null : repositoryJson(world, repository.forkOf);
  return {
    ...repositoryJson(world, repository),
    subscribers_count: 0,
    network_count: 0,
    ...(repository.owner.type === 'Organization' ? { organization: userJson(world, repository.owner) } : {}),
    ...(parent === null ? {} : { parent, source: parent }),
  };
}

/** `push` alone shows times as seconds and the owner by name. */
export function pushedRepositoryJson(world: World, repository: Repository): Json {
  const { owner } = repository;
  return {
    ...repositoryJson(world, repository),
    owner: { ...userJson(world, owner), name: owner.login, email: `${owner.login}@example.com` },
    created_at: Date.parse(repository.createdAt) / 1000,
    pushed_at: Date.parse(repository.pushedAt) / 1000,
    stargazers: 0,
    master_branch: repository.defaultBranch,
    ...(owner.type === 'Organization' ? { organization: owner.login } : {}),
  };
}

export function shortRepositoryJson(repository: Repository): Json {
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
  };
}
