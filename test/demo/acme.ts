// The organisation of the demo: three pods over four repositories, told by one file, and what its people call its pull requests.

import { STARTER_FILES } from '../../src/cli/starter/files.ts';
import type { GitHub } from '../github/simulator.ts';
import { APPROVER, LAB_FILES } from './lab.ts';

export const CHECK = 'clos/wip';
export const GATE = 'clos/stage-gate';

export const SHOP = 'acme/shop';
export const PAY = 'acme/pay';
export const WEB = 'acme/web';
/** Where new things are tried out: the only one with a project, and so with gates. */
export const LAB = 'acme/lab';
const HOME = 'acme/.github';

const REPOSITORIES = [SHOP, PAY, WEB, LAB] as const;

export type Repository = (typeof REPOSITORIES)[number];

export type PodSlug = 'payments' | 'web' | 'lab';
export type Limits = Readonly<Record<PodSlug, number>>;

export const LIMITS: Limits = { payments: 5, web: 2, lab: 3 };

/** The part of the shop that both pods care for. */
export const STOREFRONT = 'storefront/';

export const BOT = 'dependabot[bot]';
export const MAINTAINER = 'mia';
export const OUTSIDER = 'trudy';

const organizationFile = ({ payments, web, lab }: Limits): string => `version: 1
mode: enforce
wip:
  exempt: { authors: ['${BOT}'] }
pods:
  - slug: payments
    name: Payments
    repositories: [shop, pay]
    wip: { limit: ${payments} }
  - slug: web
    name: Web
    repositories: [web]
    paths: { shop: [${STOREFRONT}] }
    wip: { limit: ${web} }
  - slug: lab
    name: Lab
    repositories: [lab]
    wip: { limit: ${lab} }
`;

/** Its own file of the web repository, and what somebody makes of it. */
export const CONFIG_PATH = '.clos/config.yml';
export const GOOD_CONFIG = 'version: 1\nwip:\n  ttl: 7d\n';
export const BROKEN_CONFIG = 'version: 1\nwip:\n  ttl: a weak\n';

type Files = Readonly<Record<string, string>>;

/** As `clos init` writes it. */
const IDEA_FORM: Files = Object.fromEntries(
  STARTER_FILES.filter(({ path }) => path.endsWith('/idea.yml')).map(({ path, text }) => [path, text('')]),
);

const OWN_FILES: Readonly<Record<Repository, Files>> = {
  [SHOP]: {},
  [PAY]: {},
  [WEB]: { [CONFIG_PATH]: GOOD_CONFIG, ...IDEA_FORM },
  [LAB]: LAB_FILES,
};

/** Everything that is there before CLOS comes. */
export function foundAcme(github: GitHub): void {
  github.createOrganization('acme');
  github.createUser(BOT);
  const create = (full: string, files: Files) =>
    github.createRepository({ owner: 'acme', name: full.slice('acme/'.length), files });
  create(HOME, { '.clos/org.yml': organizationFile(LIMITS) });
  for (const full of REPOSITORIES) {
    create(full, { 'README.md': `# ${full}\n`, ...OWN_FILES[full] });
    const required = full === LAB ? [CHECK, GATE] : [CHECK];
    github.requireChecks(
      full,
      'main',
      required.map((context) => ({ context, appId: github.app.id })),
    );
    github.setCollaborator(full, MAINTAINER, 'maintain');
    github.setCollaborator(full, OUTSIDER, 'none');
  }
  github.setCollaborator(LAB, APPROVER, 'write');
}

export function commitLimits(github: GitHub, limits: Limits): void {
  github.commitFile(HOME, { path: '.clos/org.yml', content: organizationFile(limits) });
}

/** `shop#3`, as people write it. */
export const refOf = (repository: string, number: number): string =>
  `${repository.slice(repository.indexOf('/') + 1)}#${number}`;

export const repositoryCalled = (word: string): Repository | undefined =>
  REPOSITORIES.find((full) => full === `acme/${word.toLowerCase()}`);

/** The other way round; `3` alone is the shop's. */
export function at(ref: string): readonly [repository: Repository, number: number] {
  const [, name = '', digits = ''] = /^(?:(\w+)?#)?(\d+)$/.exec(ref) ?? [];
  const repository = repositoryCalled(name || 'shop');
  if (digits === '' || !repository) throw new Error('which pull request? for instance 3 or pay#2');
  return [repository, Number(digits)];
}
