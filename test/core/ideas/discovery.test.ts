// The issue that a promoted idea goes on in: its file says what the project is, whatever the idea was called.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { parse } from 'yaml';
import { DEFAULT_RULES } from '../../../src/core/gates/defaults.ts';
import { decideIdea } from '../../../src/core/ideas/decide.ts';
import { type DiscoveryIssue, discoveryIssue } from '../../../src/core/ideas/discovery.ts';
import { projectName } from '../../../src/core/ideas/slug.ts';
import { installationId, issueNumber, repositoryId } from '../../../src/core/ids.ts';
import { discoveryMarker, renderDiscovery } from '../../../src/core/render/discovery.ts';
import { readProjects } from '../../../src/policy/projects.ts';
import { plainFile } from '../../policy/tree.ts';
import { ALL, MARKUP, MENTIONS } from '../render/hostile.ts';
import { live } from '../render/markdown.ts';
import { ADA, aCase, GOOD, GRACE, NOW, seen } from './support/facts.ts';

const HOME = 'https://github.com/acme/shop';
const KEY = { repositoryId: repositoryId(100), issueNumber: issueNumber(12) };
const MARKER = discoveryMarker(installationId(7), KEY);

function promoted(title: string, pod = 'checkout', defaultBranch = 'main', actor = GRACE): DiscoveryIssue {
  const orders = [{ kind: 'promote', actor, override: null } as const];
  const { idea } = decideIdea(aCase({ seen: seen({ ...GOOD, pod }, { title }), orders }));
  return discoveryIssue(idea!, idea!.promotion!, { repositoryUrl: HOME, defaultBranch });
}

const OUR_LINKS = /\[[\w ]+\]\(https:\/\/github\.com\/acme\/shop\/\S+\)/g;

const bodyOf = (issue: DiscoveryIssue): string => renderDiscovery(issue, MARKER, NOW);

/** What Markdown reads as the one fenced block of the issue. */
function fencedIn(markdown: string): string {
  const fences = new MarkdownIt().parse(markdown, {}).filter(({ type }) => type === 'fence');
  expect(fences.map(({ info }) => info)).toEqual(['yaml']);
  return fences[0]?.content ?? '';
}

test('says what was promoted, by whom, and what to do', () => {
  const issue = promoted('[Idea]: Pay by invoice');
  expect(issue).toMatchObject({ title: 'Discovery: Pay by invoice', labels: ['discovery', 'pod:checkout'] });
  expect(bodyOf(issue).split('\n')).toEqual([
    '<!-- clos:discovery:7:100:12 -->',
    '[Idea 12](https://github.com/acme/shop/issues/12), scored **9.3 of 10**, was promoted by `grace`. It is the project `pay-by-invoice` and begins in DISCOVERY.',
    '',
    'What the next gate asks for is collected here, and written down in the evidence file of the project.',
    '',
    expect.stringMatching(
      /^Declare it: \[open a pull request with this file\]\(https:\/\/github\.com\/acme\/shop\/new\/main\?filename=\S+\), `\.clos\/projects\/pay-by-invoice\.yml`:$/,
    ),
    '',
    '```yaml',
    'version: 1',
    'name: "Pay by invoice"',
    'pod: "checkout"',
    'stage: DISCOVERY',
    'idea: 12',
    '```',
  ]);
});

test('no marker begins another', () => {
  const at = (repository: number, issue: number) =>
    discoveryMarker(installationId(7), {
      repositoryId: repositoryId(repository),
      issueNumber: issueNumber(issue),
    });
  const markers = [at(1, 2), at(1, 20), at(12, 2)];
  for (const one of markers) expect(markers.filter((other) => other.startsWith(one))).toEqual([one]);
});

const signs = fc.constantFrom(
  ...[
    'a',
    ' ',
    ':',
    '#',
    '"',
    "'",
    '\\',
    '`',
    '```',
    '{',
    '}',
    '&',
    '*',
    '!',
    '|',
    '>',
    '%',
    '@',
    '-',
    '?',
    ',',
  ],
  ...[
    '\n',
    '\t',
    '\u2028',
    '\u0085',
    '\u200b',
    '\u202e',
    'é',
    '支',
    '🚀',
    '\ud800',
    '\u0000',
    '~',
    'true',
    '1e3',
    '---',
  ],
);
const titles = fc.oneof(
  fc.array(signs, { maxLength: 100 }).map((all) => all.join('')),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.constantFrom(...ALL),
);

describe('whatever an idea is called', () => {
  test('its file says the same again, in the issue and in the page that makes it', () => {
    fc.assert(
      fc.property(titles, titles, (title, pod) => {
        const issue = promoted(title, pod);
        const { file, createUrl } = issue;
        const said = {
          version: 1,
          name: projectName(title, 12),
          pod: expect.stringMatching(/^[a-z0-9-]+$/),
          stage: 'DISCOVERY',
          idea: 12,
        };
        expect(parse(file.text)).toEqual(said);
        expect(parse(fencedIn(bodyOf(issue)))).toEqual(parse(file.text));
        const { searchParams, pathname } = new URL(createUrl);
        expect(pathname).toBe('/acme/shop/new/main');
        expect([...searchParams]).toEqual([
          ['filename', file.path],
          ['value', file.text],
        ]);
      }),
      { numRuns: 500 },
    );
  });

  test('its file is one that the gates take', () => {
    fc.assert(
      fc.property(titles, titles, (title, pod) => {
        const { path, text } = promoted(title, pod).file;
        const [reading] = readProjects([plainFile(path, text)], DEFAULT_RULES.stages);
        expect(reading).toMatchObject({
          kind: 'project',
          project: { name: projectName(title, 12), stage: 'DISCOVERY' },
        });
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['T-35', MENTIONS],
    ['T-36', MARKUP],
    ['T-37', ALL.filter((_, at) => at % 5 === 0)],
  ] as const)('%s nothing of its title is live in the issue', (_, corpus) => {
    const plain = bodyOf(promoted('word'));
    const kinds = (text: string) => new MarkdownIt({ html: true }).parse(text, {}).map(({ type }) => type);
    for (const text of corpus) {
      const issue = promoted(text, text, 'main', { ...ADA, login: text });
      const body = bodyOf(issue);
      expect(kinds(body)).toEqual(kinds(plain));
      const lines = body
        .slice(MARKER.length, body.search(/^`{3,}yaml$/m))
        .replaceAll(OUR_LINKS, '')
        .split('\n');
      for (const line of lines) expect(live(line.replaceAll('**9.3 of 10**', ''))).toEqual([]);
      expect(issue.title.length).toBeLessThanOrEqual(256);
      expect(issue.title).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      for (const label of issue.labels) expect(label).toMatch(/^(?:discovery|pod:[a-z0-9-]{1,40})$/);
    }
  });

  test('T-36 60 KB of it fit', () => {
    for (const unit of ['x', '`', '支', '🚀', '"']) {
      const issue = promoted(unit.repeat(60_000), unit.repeat(60_000));
      expect(issue.title.length).toBeLessThanOrEqual(100);
      expect(Buffer.byteLength(bodyOf(issue))).toBeLessThan(3_000);
    }
  });
});

test.each([
  ['main', '/acme/shop/new/main'],
  ['release/2026', '/acme/shop/new/release/2026'],
  ['a (b)#c?d%', '/acme/shop/new/a%20%28b%29%23c%3Fd%25'],
])('the page that makes the file is of the default branch %j', (branch, path) => {
  const issue = promoted('Pay', 'web', branch);
  expect(new URL(issue.createUrl).pathname).toBe(path);
  expect(bodyOf(issue)).toContain(`](${HOME}/new/`);
});
