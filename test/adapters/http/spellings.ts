// Ways to write an address that only this machine or its network can reach: what T-82 asks for, and where each one leads.

export interface Spelling {
  /** The host of a URL. */
  readonly host: string;
  /** What a resolver says of it, where it is a name. */
  readonly leadsTo: readonly string[];
}

/** Connects to 127.0.0.1 and is written as no resolver writes it, so a test can allow it and nothing else of this machine. */
export const PUBLIC_STAND_IN = '0:0:0:0:0:ffff:7f00:1';

const INNER = [
  '127.0.0.1',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
] as const;

const hex = (value: number, length = 0): string => value.toString(16).padStart(length, '0');
const octal = (value: number): string => `0${value.toString(8)}`;

function notations(address: string): string[] {
  const parts = address.split('.').map(Number) as [number, number, number, number];
  const [a, b, c, d] = parts;
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const high = hex(a * 256 + b, 4);
  const low = hex(c * 256 + d, 4);
  return [
    address,
    `${address}.`,
    `${whole}`,
    `0x${hex(whole)}`,
    `0X${hex(whole).toUpperCase()}.`,
    octal(whole),
    parts.map(octal).join('.'),
    parts.map((part) => `0x${hex(part, 2)}`).join('.'),
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${octal(a)}.0x${hex(b)}.${c * 256 + d}`,
    address.replaceAll('.', '。'),
    address.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    address.replaceAll('.', '%2e'),
    `[::ffff:${address}]`,
    `[::ffff:${high}:${low}]`,
    `[0:0:0:0:0:FFFF:${high}:${low}]`,
    `[::${address}]`,
    `[64:ff9b::${address}]`,
    `[64:ff9b:1::${high}:${low}]`,
    `[2002:${high}:${low}::1]`,
    `[2001:0:${high}:${low}::1]`,
  ];
}

const literal = (host: string): Spelling => ({ host, leadsTo: [] });
const name = (host: string, ...leadsTo: string[]): Spelling => ({ host, leadsTo });

const SPECIAL = [
  ...['127.1', '127.255.255.254', '0', '0x0', '00000000177.1', '100.100.100.200', '168.63.129.16'],
  ...['192.0.0.192', '192.0.2.1', '192.88.99.1', '198.18.0.1', '198.51.100.1', '203.0.113.1'],
  ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '[::]', '[::1]', '[0:0:0:0:0:0:0:1]'],
  ...['[::1.2.3.4]', '[fe80::1]', '[febf::1]', '[fec0::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]'],
  ...['[100::1]', '[2001::1]', '[2001:10::1]', '[2001:2::1]', '[2001:db8::1]', '[3fff::1]', '[5f00::1]'],
  ...['[::ffff:0:127.0.0.1]', '[fd20:ce::254]', '[64:ff9b::8.8.8.8]'],
];

const NAMES = [
  name('localhost', '127.0.0.1'),
  name('LOCALHOST', '127.0.0.1'),
  name('localhost.', '127.0.0.1'),
  name('ｌｏｃａｌｈｏｓｔ', '127.0.0.1'),
  name('app.localhost', '127.0.0.1'),
  name('localhost.localdomain', '127.0.0.1', '::1'),
  name('kubernetes', '10.96.0.1'),
  name('kubernetes.default.svc.cluster.local', '10.96.0.1'),
  name('metadata.google.internal', '169.254.169.254'),
  name('127.0.0.1.nip.example', '127.0.0.1'),
  name('loop.example', '127.0.0.1'),
  name('loop.example.', '127.0.0.1'),
  name('mapped.example', '::ffff:127.0.0.1'),
  name('zone.example', 'fe80::1%lo'),
  name('private-last.example', '93.184.215.14', '10.0.0.1'),
  name('private-first.example', '10.0.0.1', '93.184.215.14'),
  name('private-six.example', '93.184.215.14', 'fd00::1'),
  name('nothing-of-the-kind.example', 'not an address'),
];

export const SPELLINGS: readonly Spelling[] = [
  ...INNER.flatMap(notations).map(literal),
  ...SPECIAL.map(literal),
  ...NAMES,
];
