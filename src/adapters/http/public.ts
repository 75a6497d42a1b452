// Whether an IP address belongs to the public internet. Invariant: what cannot be told is not public.
// Ranges: IANA's registries of special-purpose addresses (RFC 6890 and what came after).

import { BlockList, isIPv4, isIPv6 } from 'node:net';

function ranges(family: 'ipv4' | 'ipv6', ...subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

const SPECIAL_4 = ranges(
  'ipv4',
  '0.0.0.0/8', // "this network"; Linux connects to this machine
  '10.0.0.0/8',
  '100.64.0.0/10', // shared by customers of one provider (CGNAT)
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, and where clouds keep their metadata
  '172.16.0.0/12',
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // relays of 6to4
  '192.168.0.0/16',
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
  '168.63.129.16/32', // public by its number, but the host of an Azure machine
);

/**
 * All of IPv6 that is given out. Left outside: loopback, link-local, unique local, multicast, and every form that carries an
 * IPv4 address at its end (mapped, compatible, NAT64).
 */
const GLOBAL_6 = ranges('ipv6', '2000::/3');

const SPECIAL_6 = ranges(
  'ipv6',
  '2001::/23', // protocol assignments: Teredo, ORCHID, benchmarks
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4 carries an IPv4 address
  '3fff::/20', // documentation
);

/** @param address as a resolver writes it; never a name. */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !SPECIAL_4.check(address, 'ipv4');
  // A zone, as in fe80::1%eth0, names an interface of this machine.
  if (!isIPv6(address) || address.includes('%')) return false;
  return GLOBAL_6.check(address, 'ipv6') && !SPECIAL_6.check(address, 'ipv6');
}
