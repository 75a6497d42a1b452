// The issue that a promoted idea goes on in. Nothing but names stands in it: what the idea says stays where people can edit it.

import type { Text } from '../verdict.ts';
import type { Idea, Promotion } from './record.ts';

export const DISCOVERY_LABEL = 'discovery';

export interface DiscoveryIssue {
  /** At most 256 characters, as GitHub allows. */
  readonly title: string;
  readonly labels: readonly string[];
  readonly says: readonly Text[];
  /** The project's file. */
  readonly file: { readonly path: string; readonly text: string };
  /** GitHub's page that makes the file, filled in. */
  readonly createUrl: string;
}

export interface DiscoveryPlace {
  /** `https://github.com/acme/shop`. */
  readonly repositoryUrl: string;
  readonly defaultBranch: string;
}

export function discoveryIssue(
  { issue, reading }: Idea,
  { slug, name, pod, stage, by }: Promotion,
  { repositoryUrl, defaultBranch }: DiscoveryPlace,
): DiscoveryIssue {
  const path = `.clos/projects/${slug}.yml`;
  // JSON's strings are YAML's too, whatever stands in them.
  const text = [
    'version: 1',
    `name: ${JSON.stringify(name)}`,
    `pod: ${JSON.stringify(pod)}`,
    `stage: ${stage}`,
    `idea: ${issue.number}`,
    '',
  ].join('\n');
  const query = `filename=${encoded(path)}&value=${encoded(text)}`;
  const branch = defaultBranch.split('/').map(encoded).join('/');
  return {
    title: `Discovery: ${name}`,
    labels: [DISCOVERY_LABEL, `pod:${pod}`],
    says: [
      [
        { link: `Idea ${issue.number}`, url: issue.url },
        ', scored ',
        { strong: `${reading.score.value} of 10` },
        ', was promoted by ',
        { untrusted: by.login },
        '. It is the project ',
        { code: slug },
        ` and begins in ${stage}.`,
      ],
      [
        'What the next gate asks for is collected here, and written down in the evidence file of the project.',
      ],
    ],
    file: { path, text },
    createUrl: `${repositoryUrl}/new/${branch}?${query}`,
  };
}

/** Also what Markdown would read in an address. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
