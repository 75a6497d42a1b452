// Where the public internet begins and ends, on both sides of every border.

import { describe, expect, test } from '@jest/globals';
import { isPublic } from '../../../src/adapters/http/public.ts';
import { createWeb } from '../../../src/adapters/http/web.ts';
import { names, socketsDuring } from './support.ts';

describe('isPublic', () => {
  test.each([
    ...['1.0.0.0', '1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0'],
    ...['126.255.255.255', '128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0'],
    ...['192.0.1.0', '192.0.3.0', '192.88.98.255', '192.167.255.255', '192.169.0.0', '198.17.255.255'],
    ...['198.20.0.0', '203.0.112.255', '203.0.114.0', '223.255.255.255', '168.63.129.15', '168.63.129.17'],
    ...['2000::', '2001:200::1', '2001:4860:4860::8888', '2606:4700::1111', '2a00:1450::1', '3ffe::1'],
  ])('%s is public', (address) => expect(isPublic(address)).toBe(true));

  test.each([
    ...['0.255.255.255', '10.255.255.255', '100.127.255.255', '127.255.255.255', '169.254.0.0'],
    ...['172.31.255.255', '192.0.0.255', '192.168.255.255', '198.19.255.255', '224.0.0.0', '240.0.0.0'],
    ...['::', '::1', '::ffff:8.8.8.8', '::8.8.8.8', '64:ff9b::808:808', '1fff:ffff::1', '2001:1ff:ffff::1'],
    ...['2002:808:808::1', '3fff:fff:ffff::1', '4000::', 'fdff::1', 'fe80::1', 'feff::1', 'ff0e::1'],
  ])('T-82: %s is not', (address) => expect(isPublic(address)).toBe(false));

  test.each(['', 'localhost', '8.8.8', '08.8.8.8', '8.8.8.8 ', '[2606:4700::1]', '2606:4700::1%eth0', '::g'])(
    'T-82: %j is no address, or one of an interface, so it is not',
    (text) => expect(isPublic(text)).toBe(false),
  );
});

describe('a name without a dot', () => {
  test.each(['localhost', 'kubernetes', 'db.', 'a..', 'x'])(
    'T-82: %s is not looked up, since only this machine knows what it means',
    async (host) => {
      const spy = names({ [host]: [['8.8.8.8']] });
      const sockets = await socketsDuring(async () => {
        const answer = await createWeb({ resolve: spy.resolve }).answers(`http://${host}/`);
        expect(answer.kind).toBe('silent');
      });
      expect([spy.asked, sockets]).toEqual([[], 0]);
    },
  );
});
