// A client that costs little, since it shares the machine with what it measures: requests are bytes made beforehand,
// written to keep-alive connections; answers are read no further than status and length.

import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** The bytes of the n-th request, head and body. */
export type Requests = (n: number) => readonly [head: string, body: Buffer];

class Connection {
  readonly #socket: Socket;
  #received = '';
  #settle: { resolve: (status: number) => void; reject: (error: Error) => void } | null = null;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (part: string) => this.#read(part));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  send([head, body]: ReturnType<Requests>): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.cork();
      this.#socket.write(head, 'latin1');
      this.#socket.write(body);
      this.#socket.uncork();
    });
  }

  end(): void {
    this.#settle = null;
    this.#socket.destroy();
  }

  #read(part: string): void {
    this.#received += part;
    const head = this.#received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#received)?.[1] ?? 0);
    if (this.#received.length < head + 4 + length) return;
    const status = Number(this.#received.slice(9, 12));
    this.#received = '';
    const settle = this.#settle;
    this.#settle = null;
    settle?.resolve(status);
  }

  #fail(error: Error): void {
    this.#settle?.reject(error);
    this.#settle = null;
  }
}

function assertAccepted(status: number): void {
  if (status !== 202) throw new Error(`a delivery was answered with ${status}`);
}

/** Sends `count` requests over so many connections, each sending its next when it has its answer. Returns requests a second. */
export async function throughput(
  port: number,
  requests: Requests,
  { count, connections }: { count: number; connections: number },
): Promise<number> {
  const open = Array.from({ length: connections }, () => new Connection(port));
  let next = 0;
  const run = async (connection: Connection): Promise<void> => {
    while (next < count) {
      next += 1;
      assertAccepted(await connection.send(requests(next)));
    }
  };
  const started = performance.now();
  try {
    await Promise.all(open.map(run));
  } finally {
    for (const connection of open) connection.end();
  }
  return (count / (performance.now() - started)) * 1000;
}

/**
 * Sends at a steady rate whatever the answers do (an open loop), and returns milliseconds from when each request should have
 * been sent to its answer: a server that stalls is charged for everybody who would have waited.
 */
export async function steady(
  port: number,
  requests: Requests,
  { perSecond, count }: { perSecond: number; count: number },
): Promise<number[]> {
  const all: Connection[] = [];
  const free: Connection[] = [];
  const latencies: number[] = [];
  const started = performance.now();
  const one = async (n: number, due: number): Promise<void> => {
    let connection = free.pop();
    if (!connection) {
      connection = new Connection(port);
      all.push(connection);
    }
    assertAccepted(await connection.send(requests(n)));
    latencies.push(performance.now() - due);
    free.push(connection);
  };
  const underWay: Promise<void>[] = [];
  try {
    for (let n = 1; n <= count; n += 1) {
      const due = started + (n * 1000) / perSecond;
      while (performance.now() < due) await wait(Math.max(0, due - performance.now()));
      underWay.push(one(n, due));
    }
    await Promise.all(underWay);
  } finally {
    for (const connection of all) connection.end();
  }
  return latencies;
}
