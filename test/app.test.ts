// app.yml says the same as the tables in src/app.ts, and both hold what the reactions need.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { permissions, subscriptions } from '../src/app.ts';
import { reactions } from '../src/webhooks/reactions.ts';

const source = readFileSync(new URL('../app.yml', import.meta.url), 'utf8');
const manifest = parse(source);

describe('app.yml', () => {
  test('is a private app with a name, an address and a description', () => {
    const words = { name: 'clos', url: expect.stringMatching(/^https:/), description: expect.any(String) };
    expect(manifest).toEqual({
      ...words,
      public: false,
      default_events: expect.any(Array),
      default_permissions: expect.any(Object),
    });
  });

  test('asks for exactly the events of the table', () => {
    expect(manifest.default_events).toEqual(subscriptions);
  });

  test('asks for exactly the permissions of the table', () => {
    expect(manifest.default_permissions).toEqual(permissions);
  });
});

describe('the tables', () => {
  test('subscribe to every event we react to, but for those GitHub sends unasked', () => {
    const unasked = reactions.filter(({ permission }) => permission === null).map(({ event }) => event);
    expect(new Set(unasked)).toEqual(new Set(['installation', 'installation_repositories']));
    const wanted = reactions.filter(({ permission }) => permission !== null).map(({ event }) => event);
    expect(subscriptions).toEqual(expect.arrayContaining(wanted));
  });

  test.each([
    ['pull_request', 'pull_requests'],
    ['pull_request_review', 'pull_requests'],
    ['check_run', 'checks'],
    ['check_suite', 'checks'],
    ['push', 'contents'],
    ['merge_group', 'merge_queues'],
    ['issue_comment', 'issues'],
    ['repository', 'metadata'],
  ])('may see %s because of the permission %s', (event, permission) => {
    const named = reactions.filter((one) => one.event === event);
    expect(new Set(named.map((one) => one.permission))).toEqual(new Set([permission]));
    expect(permissions).toHaveProperty(permission);
  });

  test('never ask to write contents', () => {
    expect(permissions.contents).toBe('read');
  });
});
