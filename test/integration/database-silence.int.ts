import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '#storage/database.js';
import { withDatabase } from './harness/database.js';

const silenceMs = 500;

/** A way to PostgreSQL that can go dark: what is said on it then is swallowed, and nothing is ever closed. */
class DarkWay {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private dark = new Set<Socket>();

  constructor(to: URL) {
    this.server = createServer((near) => {
      const far = connect(Number(to.port), to.hostname);
      this.carry(near, near, far);
      this.carry(near, far, near);
    });
  }

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as { port: number }).port;
  }

  goDark(): void {
    this.dark = new Set(this.sockets);
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private carry(near: Socket, from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.on('error', () => undefined);
    from.on('data', (piece) => {
      if (!this.dark.has(near)) to.write(piece);
    });
    from.on('close', () => {
      if (!this.dark.has(near)) to.destroy();
    });
  }
}

describe('a server that goes dark without closing anything', () => {
  const test = withDatabase('silence');
  let way: DarkWay;
  let database: Database;

  beforeAll(async () => {
    const address = new URL(test.url);
    way = new DarkWay(new URL(test.url));
    address.hostname = '127.0.0.1';
    address.port = String(await way.open());
    database = new Database({ url: address.toString(), poolSize: 2, applicationName: 'silence', silenceMs });
  });

  afterAll(async () => {
    await database.close();
    way.close();
  });

  it('fails what waits for it and serves what comes after by new connections, transactions too', async () => {
    const select = (tx: Pick<Database, 'query'>) => tx.query<{ one: number }>('select 1 as one');
    await Promise.all([select(database), select(database)]);
    way.goDark();
    const waited = await Promise.allSettled([select(database), database.transaction(select)]);
    expect(waited.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await database.transaction(select)).rows).toEqual([{ one: 1 }]);
    expect((await select(database)).rows).toEqual([{ one: 1 }]);
  });

  it('survives a session that is cut between two statements of a transaction', async () => {
    const cut = test.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await test.database.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return tx.query('select 1');
    });
    await expect(cut).rejects.toThrow();
    await expect(test.database.transaction((tx) => tx.query('select 1'))).resolves.toBeDefined();
  });

  it('ends a session that only listens', async () => {
    const session = await database.listen(['queue'], () => undefined);
    const ended = new Promise<string>((resolve) => session.once('end', () => resolve('ended')));
    way.goDark();
    await expect(ended).resolves.toBe('ended');
  });
});
