// Started by ssrf.test.ts with a proxy in its environment: asks an address outside and every spelling of one inside.

import { isPublic } from '../../../src/adapters/http/public.ts';
import { createWeb } from '../../../src/adapters/http/web.ts';
import { PUBLIC_STAND_IN, SPELLINGS } from './spellings.ts';

const web = createWeb({
  resolve: async (name) => [name === 'outside.example' ? PUBLIC_STAND_IN : '127.0.0.1'],
  isAllowedPort: () => true,
  isAllowedAddress: (address) => address === PUBLIC_STAND_IN || isPublic(address),
});

const outside = await web.answers(`http://outside.example:${process.argv[2]}/`);
const answers = await Promise.all(SPELLINGS.map(({ host }) => web.answers(`http://${host}/`)));
const answered = answers.filter(({ kind }) => kind === 'answered').length;
process.stdout.write(JSON.stringify({ outside, answered, asked: answers.length }));
