import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Clock, plusMs } from '#platform/clocks.js';
import { Connections } from '../../../apps/adapters/src/connections.js';
import { Departure } from '../../../apps/adapters/src/departure.js';
import { Lane } from '../../../apps/adapters/src/lane.js';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function bank(answer: (request: IncomingMessage, response: ServerResponse) => void, mostIdle?: number) {
  const sockets: Socket[] = [];
  const server: Server = createServer(answer).on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const connections = new Connections(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 300, {}, mostIdle);
  open.push(() => void connections.destroy());
  const ask = async () =>
    (await new Departure(new Clock(), undefined).through(connections, { method: 'GET', path: '/' }, 300)).status;
  return { sockets, connections, ask };
}

const at = (count: number, work: () => Promise<number>) => Promise.all(Array.from({ length: count }, work));

describe('the connections to an institution', () => {
  it('are as many as requests at once, and the next requests go by the same', async () => {
    const { ask, sockets, connections } = await bank((_request, response) => void sleep(20).then(() => response.end('{}')));
    for (const count of [5, 1, 3, 5]) {
      await at(count, ask);
      // undici gives a server a turn of the event loop to close what it kept
      await sleep(5);
    }
    expect(sockets.length).toBe(5);
    expect(connections.kept()).toBe(5);
  });

  it('are one for ten requests at an institution that answers at once: each takes the one that is free again', async () => {
    const { ask, sockets, connections } = await bank((_request, response) => response.end('{}'));
    const lane = new Lane(64, () => connections.hasFree());
    await at(10, () => lane.run(() => ask().finally(() => lane.widen())));
    expect(sockets.length).toBe(1);
  });

  it('are not opened for a request whose time is over', async () => {
    const { connections } = await bank((_request, response) => response.end('{}'));
    const departure = new Departure(new Clock(), plusMs(new Clock().machine(), -1));
    await expect(departure.through(connections, { method: 'GET', path: '/' }, 300)).rejects.toThrow('too late');
    expect(departure).toMatchObject({ late: true, left: false });
    expect(connections.kept()).toBe(0);
  });

  it('nobody uses are kept up to a number', async () => {
    const { ask, connections } = await bank((_request, response) => void sleep(20).then(() => response.end('{}')), 2);
    await at(5, ask);
    await sleep(20);
    expect(connections.kept()).toBe(2);
    expect(await at(5, ask)).toEqual([200, 200, 200, 200, 200]);
  });

  it('are forgotten when the institution closes them, and made anew', async () => {
    const { ask, sockets, connections } = await bank((_request, response) => response.end('{}'));
    await at(3, ask);
    for (const socket of sockets) socket.destroy();
    await sleep(20);
    expect(connections.kept()).toBe(0);
    expect(await at(3, ask)).toEqual([200, 200, 200]);
    expect(sockets.length).toBe(6);
  });

  it('carry each request once: one that is lost half-way fails alone and is not sent again', async () => {
    let arrived = 0;
    const { ask, connections } = await bank((request, response) => {
      arrived += 1;
      if (arrived === 2) request.socket.destroy();
      else response.end('{}');
    });
    const ends = await Promise.allSettled([ask(), ask(), ask()]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(arrived).toBe(3);
    expect(connections.kept()).toBe(2);
    expect(await ask()).toBe(200);
  });

  it('do not outlive a request nobody waits for any more', async () => {
    const { ask, connections } = await bank(() => undefined);
    await expect(ask()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await sleep(20);
    expect(connections.kept()).toBe(0);
  });

  it('that cannot be made leave nothing behind', async () => {
    const connections = new Connections('http://127.0.0.1:1', 300, {});
    const lost = new Departure(new Clock(), undefined).through(connections, { method: 'GET', path: '/' }, 300);
    await expect(lost).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await sleep(20);
    expect(connections.kept()).toBe(0);
  });
});
