// Redacts each of the texts that come in as JSON, and gives what they became: a program, so that a test can give up on it.

import { text } from 'node:stream/consumers';
import { redact } from '../../../src/core/redact.ts';

const texts: readonly string[] = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(texts.map((one) => redact(one).text)));
