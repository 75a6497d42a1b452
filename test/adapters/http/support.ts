// Servers on this machine that stand for the public internet and for what must stay out of reach, and a resolver that tells what a test wants.

import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { Resolve } from '../../../src/adapters/http/resolve.ts';

export interface Served {
  readonly port: number;
  /** Connections so far. */
  connections: number;
  close(): Promise<void>;
}

export const serve = (listener: RequestListener): Promise<Served> => listen(createServer(listener));

/** One that writes bytes of its own. */
export const serveRaw = (listener: (socket: Socket) => void): Promise<Served> =>
  listen(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => listener(socket));
    }),
  );

export async function listen(server: Server): Promise<Served> {
  const open = new Set<Socket>();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.close();
    for (const socket of open) socket.destroy();
    await once(server, 'close');
  };
  const served: Served = { port: (server.address() as AddressInfo).port, connections: 0, close };
  server.on('connection', (socket) => {
    served.connections += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  return served;
}

export interface Names {
  readonly resolve: Resolve;
  readonly asked: string[];
}

/** Each name has a list of answers, one after the other; the last one stays. */
export function names(table: Readonly<Record<string, readonly (readonly string[])[]>>): Names {
  const asked: string[] = [];
  const resolve: Resolve = async (name) => {
    const answers = table[name] ?? [];
    const before = asked.filter((one) => one === name).length;
    asked.push(name);
    const answer = answers[Math.min(before, answers.length - 1)];
    if (answer === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return answer;
  };
  return { resolve, asked };
}

/** How many sockets were opened towards anywhere while the work went on. */
export async function socketsDuring(work: () => Promise<void>): Promise<number> {
  let count = 0;
  const opened = channel('net.client.socket');
  const counting = (): void => {
    count += 1;
  };
  opened.subscribe(counting);
  await work().finally(() => opened.unsubscribe(counting));
  return count;
}
