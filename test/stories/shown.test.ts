// What stands in a repository that few may read is told in none that more may read, whoever joined the two.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type System, startSystem } from '../support/system.ts';
import { check } from '../support/team.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system.stop());

afterEach(() => system.github.assertHonest());

let organizations = 0;

const ORG = `version: 1
mode: enforce
pods:
  - slug: payments
    repositories: [open, closed, inner, vault]
    wip: { limit: 1 }
`;

/** Four repositories in one pod. */
async function organization(): Promise<(name: string) => string> {
  organizations += 1;
  const owner = `veil${organizations}`;
  const { github } = system;
  github.createOrganization(owner);
  github.createRepository({ owner, name: '.github', private: true, files: { '.clos/org.yml': ORG } });
  github.createRepository({ owner, name: 'open' });
  github.createRepository({ owner, name: 'closed', private: true });
  github.createRepository({ owner, name: 'inner', internal: true });
  github.createRepository({ owner, name: 'vault', private: true });
  github.install({ owner });
  await system.settle();
  return (name) => `${owner}/${name}`;
}

const said = (name: string, number: number): string => {
  const [run] = system.github.visibleChecks(name, number).filter((one) => one.name === 'clos/wip');
  return `${run?.output?.title}\n${run?.output?.summary}\n${run?.output?.text}`;
};

const open = async (name: string, given: { author?: string; title?: string } = {}): Promise<void> => {
  system.github.openPull(name, given);
  await system.settle();
};

const SECRET = { author: 'quietperson', title: 'Buy the Umbrella company' };

describe('T-148 B10: a pod over repositories of different visibility', () => {
  test('B10: a public check tells no title, author, number or name of a private repository', async () => {
    const at = await organization();
    await open(at('closed'), SECRET);
    await open(at('open'));
    const text = said(at('open'), 1);
    expect(check(system.github, 1, at('open'))).toBe('queued: Waiting: position 1 of 1, limit 1');
    expect(text).toContain('a pull request of a private repository');
    for (const secret of ['Umbrella', 'quietperson', 'closed']) expect(text).not.toContain(secret);
  });

  test('B10: a private check names the holder of a public repository, and of another private one', async () => {
    const at = await organization();
    await open(at('closed'), SECRET);
    await open(at('vault'));
    expect(said(at('vault'), 1)).toContain('Buy the Umbrella company');
    expect(said(at('vault'), 1)).toContain(`${at('closed')}#1`);
  });

  test('B10: an internal repository is shown nothing of a private one, and shows nothing to a public one', async () => {
    const at = await organization();
    await open(at('closed'), SECRET);
    await open(at('inner'), { author: 'insider', title: 'Only for the enterprise' });
    expect(said(at('inner'), 1)).not.toContain('Umbrella');
    system.github.closePull(at('closed'), 1);
    await system.settle();
    await open(at('open'));
    expect(check(system.github, 1, at('inner'))).toBe('success: Holds slot 1 of 1');
    expect(said(at('open'), 1)).toContain('a pull request of a private repository');
    expect(said(at('open'), 1)).not.toMatch(/insider|enterprise|inner/);
  });

  test('B10: who froze the pod in a private repository, and why, is told there only', async () => {
    const at = await organization();
    const { github } = system;
    for (const name of ['open', 'closed', 'vault']) {
      github.setCollaborator(at(name), 'quietperson', 'maintain');
      await open(at(name));
    }
    github.comment(at('closed'), 1, {
      author: 'quietperson',
      body: '/clos freeze the Umbrella deal leaks',
    });
    await system.settle();
    expect(said(at('vault'), 1)).toContain('Umbrella');
    expect(said(at('open'), 1)).toContain('the pod is frozen');
    expect(said(at('open'), 1)).not.toMatch(/Umbrella|quietperson/);
  });

  test('B10: checks are written again when a repository is made private, far from the front too, or public', async () => {
    const at = await organization();
    const { github } = system;
    await open(at('open'), SECRET);
    for (let i = 0; i < 12; i += 1) await open(at('inner'));
    expect(said(at('inner'), 1)).toContain('Umbrella');
    expect(said(at('inner'), 12)).toContain('Umbrella');
    github.privatizeRepository(at('open'));
    await system.settle();
    expect(said(at('inner'), 1)).not.toContain('Umbrella');
    expect(said(at('inner'), 12)).not.toContain('Umbrella');
    github.publicizeRepository(at('open'));
    await system.settle();
    expect(said(at('inner'), 1)).toContain('Umbrella');
  });
});
