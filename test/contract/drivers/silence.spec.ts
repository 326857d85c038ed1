import { createServer, type Server, type Socket } from 'node:net';
import { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { asMachine, Clock, HandClock } from '#platform/clocks.js';
import { prepare } from '../../../apps/adapters/src/driver.js';
import { registryJson } from '../../../apps/adapters/src/drivers/registry-json/driver.js';
import { restJson } from '../../../apps/adapters/src/drivers/rest-json/driver.js';
import { InstitutionClient } from '../../../apps/adapters/src/institution-client.js';
import { goldenFiles, itemOf } from './golden.js';
import { profileAt } from './by-loopback.js';

const golden = goldenFiles('rest-json').find((file) => file.name === 'freeze/executed');
if (golden === undefined) throw new Error('there is no golden file freeze/executed');
const item = itemOf(golden);
const freeze = prepare(restJson, item);
const sealFile = goldenFiles('registry-json').find((file) => file.name === 'seal/executed');
const seal = sealFile && prepare(registryJson, itemOf(sealFile));
if (freeze === undefined || seal === undefined) throw new Error('the drivers lack a measure of their protocols');

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function serve(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return (server.address() as AddressInfo).port;
}

function clientAt(baseUrl: string, clock: Clock = new Clock(), timeouts = { connectMs: 300, answerMs: 300 }): InstitutionClient {
  const client = new InstitutionClient(profileAt(baseUrl, timeouts), 'token', clock);
  open.push(client);
  return client;
}

const answering =
  (status: string, body: string, type = 'application/problem+json') =>
  (socket: Socket) =>
    socket.once('data', () =>
      socket.end(`HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
    );
const problem = (code: string, time = 'bankTime') =>
  JSON.stringify({ type: 'about:blank', title: 't', status: 400, code, detail: 'd', [time]: '2020-03-12T10:15:01.120+08:00' });

describe('what is silent, row by row, over real sockets', () => {
  it.each([
    [
      'accepted and reset before an answer',
      (socket: Socket) => socket.once('data', () => socket.resetAndDestroy()),
      'maybe',
      'connection_reset',
    ],
    [
      'accepted and closed before an answer',
      (socket: Socket) => socket.once('data', () => socket.end()),
      'maybe',
      'connection_reset',
    ],
    ['hanging', () => undefined, 'maybe', 'time_out'],
    [
      'an answer that stops half-way',
      (socket: Socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"requestId":')),
      'maybe',
      'time_out',
    ],
    ['500', answering('500 x', 'Internal Server Error'), 'maybe', 'http_500'],
    ['500 in the form of a refusal', answering('500 x', problem('account_not_found')), 'maybe', 'http_500'],
    ['502', answering('502 x', '<html>'), 'maybe', 'http_502'],
    ['504', answering('504 x', ''), 'maybe', 'http_504'],
    ['bare 503', answering('503 x', '<html>', 'text/html'), 'maybe', 'bare_503'],
    ['503 with the body of another protocol', answering('503 x', problem('closed', 'registryTime')), 'maybe', 'bare_503'],
    ['503 closed', answering('503 x', problem('closed')), 'no', 'closed'],
    ['429 busy', answering('429 x', problem('busy')), 'no', 'busy'],
    ['422 not_after_passed', answering('422 x', problem('not_after_passed')), 'no', 'not_after_passed'],
    ['401 unauthorised', answering('401 x', problem('unauthorised')), 'no', 'unauthorised'],
  ] as const)('%s: reached %s', async (_row, behaviour, reached, cause) => {
    const port = await serve(behaviour);
    const { reading } = await clientAt(`http://127.0.0.1:${port}`).ask(freeze);
    expect(reading).toEqual({ kind: 'silent', reached, cause });
  });

  it.each([
    ['nobody listens', 'http://127.0.0.1:1', 'connection_refused'],
    ['no such name', 'http://bank.invalid', 'name_not_found'],
  ])('%s: reached no', async (_row, baseUrl, cause) => {
    const { reading } = await clientAt(baseUrl).ask(freeze);
    expect(reading).toEqual({ kind: 'silent', reached: 'no', cause });
  });

  it('a TLS handshake that fails, is refused or never ends: reached no', async () => {
    const nonsense = await serve((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 no TLS here\r\n\r\n')));
    const reset = await serve((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const hanging = await serve(() => undefined);
    for (const [port, cause] of [
      [nonsense, 'not_connected'],
      [reset, 'connection_reset'],
      [hanging, 'connect_time_out'],
    ] as const) {
      const { reading } = await clientAt(`https://127.0.0.1:${port}`).ask(freeze);
      expect(reading).toEqual({ kind: 'silent', reached: 'no', cause });
    }
  });

  it('speaks HTTP/1.1 only: over HTTP/2 a refused request would be sent again without our asking', async () => {
    const hello: Buffer[] = [];
    const port = await serve((socket) =>
      socket.once('data', (chunk) => {
        hello.push(chunk);
        socket.destroy();
      }),
    );
    await clientAt(`https://127.0.0.1:${port}`).ask(freeze);
    expect(hello[0]?.includes('\x02h2')).toBe(false);
  });

  it.each([
    ['garbage', answering('200 OK', '\u0000\u0001'), 'not_an_answer'],
    ['a maintenance page', answering('200 OK', '<html>系统维护</html>', 'text/html'), 'not_an_answer'],
    [
      'bytes that are no UTF-8',
      (socket: Socket) =>
        socket.once('data', () =>
          socket.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n'), Buffer.from([0xff, 0xfe])])),
        ),
      'not_an_answer',
    ],
    [
      'an answer to another request',
      answering(
        '200 OK',
        JSON.stringify({ ...(golden.response.body as object), requestId: '0198c5d0-7a00-7000-8000-000000000999' }),
      ),
      'other_request',
    ],
    [
      'an answer about another account',
      answering('200 OK', JSON.stringify(golden.response.body).replace('45050164520100000123', '45050164520100000124')),
      'other_subject_matter',
    ],
    [
      'found, for a freeze',
      answering('200 OK', JSON.stringify({ ...(golden.response.body as object), outcome: 'nothing', freeze: undefined })),
      'other_measure',
    ],
    [
      'a refusal of another request',
      answering(
        '404 x',
        JSON.stringify({ ...JSON.parse(problem('account_not_found')), requestId: '0198c5d0-7a00-7000-8000-000000000999' }),
      ),
      'other_request',
    ],
    ['a refusal with a code of the house only', answering('422 x', problem('breaker_open')), 'unknown_code'],
    ['busy, but as a refusal', answering('422 x', problem('busy')), 'unknown_code'],
    ['a refusal, but as busy', answering('429 x', problem('account_not_found')), 'http_429'],
    ['a redirect', answering('302 x\r\nlocation: http://127.0.0.1:1/', ''), 'bare_302'],
    ['a bare 404', answering('404 x', '<html>'), 'bare_404'],
    ['409 id_reused', answering('409 x', problem('id_reused')), 'id_reused'],
  ] as const)('%s is unreadable and kept whole', async (_row, behaviour, cause) => {
    const port = await serve(behaviour);
    const { reading, raw } = await clientAt(`http://127.0.0.1:${port}`).ask(freeze);
    expect(reading).toEqual({ kind: 'unreadable', cause });
    expect(raw).toBeInstanceOf(Buffer);
  });

  it('a reset on a connection that served before: reached maybe', async () => {
    let served = 0;
    const body = JSON.stringify(golden.response.body);
    const port = await serve((socket) =>
      socket.on('data', () => {
        served += 1;
        if (served === 2) socket.resetAndDestroy();
        else socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    );
    const client = clientAt(`http://127.0.0.1:${port}`);
    expect((await client.ask(freeze)).reading).toMatchObject({ kind: 'final', outcome: 'executed' });
    expect((await client.ask(freeze)).reading).toEqual({ kind: 'silent', reached: 'maybe', cause: 'connection_reset' });
  });
});

describe('not after', () => {
  it('sends no byte past it, over a new connection or a kept one', async () => {
    const clock = new HandClock(new Date('2026-03-02T00:00:00Z'));
    const received: string[] = [];
    const body = JSON.stringify(golden.response.body);
    const port = await serve((socket) =>
      socket.on('data', (chunk) => {
        received.push(chunk.toString());
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    );
    const client = clientAt(`http://127.0.0.1:${port}`, clock);
    const notAfter = asMachine(new Date('2026-03-02T00:00:10Z'));
    clock.advance(10_001);
    expect((await client.ask({ ...freeze, notAfter })).reading).toEqual({ kind: 'silent', reached: 'no', cause: 'not_after' });
    expect(received).toEqual([]);
    expect((await client.ask(freeze)).reading).toMatchObject({ kind: 'final' });
    expect((await client.ask({ ...freeze, notAfter })).reading).toEqual({ kind: 'silent', reached: 'no', cause: 'not_after' });
    expect(received.length).toBe(1);
  });

  it('is checked when the connection stands, not when it was asked for', async () => {
    const clock = new HandClock(new Date('2026-03-02T00:00:00Z'));
    const received: Buffer[] = [];
    const port = await serve((socket) => {
      socket.on('data', (chunk) => received.push(chunk));
    });
    const asked = clientAt(`http://127.0.0.1:${port}`, clock).ask({
      ...freeze,
      notAfter: asMachine(new Date('2026-03-02T00:00:10Z')),
    });
    clock.advance(60_000);
    expect((await asked).reading).toEqual({ kind: 'silent', reached: 'no', cause: 'not_after' });
    expect(received).toEqual([]);
  });
});

describe('the breaker', () => {
  it('opens on no answer, answers at once while open, and closes by one trial that is answered', async () => {
    let sick = true;
    let connections = 0;
    const body = problem('account_not_found');
    const port = await serve((socket) => {
      connections += 1;
      answering(sick ? '500 x' : '404 x', sick ? '' : body)(socket);
    });
    const client = clientAt(`http://127.0.0.1:${port}`);
    const changes: string[] = [];
    client.onChange(() => changes.push(client.breakerState()));
    for (let count = 0; count < 5; count += 1) await client.ask(freeze);
    expect(client.breakerState()).toBe('open');
    expect(client.openUntil()).toBeInstanceOf(Date);
    const before = connections;
    expect((await client.ask(freeze)).reading).toEqual({ kind: 'silent', reached: 'no', cause: 'breaker_open' });
    expect(connections).toBe(before);
    sick = false;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(client.breakerState()).toBe('half_open');
    expect((await client.ask(freeze)).reading).toMatchObject({ kind: 'final', outcome: 'refused' });
    expect(changes).toEqual(['open', 'half_open', 'closed']);
  });

  it('never opens on refusals, busy or closed', async () => {
    for (const [status, code] of [
      ['404 x', 'account_not_found'],
      ['429 x', 'busy'],
      ['503 x', 'closed'],
    ] as const) {
      const port = await serve(answering(status, problem(code)));
      const client = clientAt(`http://127.0.0.1:${port}`);
      for (let count = 0; count < 20; count += 1) await client.ask(freeze);
      expect(client.breakerState()).toBe('closed');
    }
  });

  it('knows that a bank said it is closed, no longer than it said', async () => {
    const clock = new HandClock(new Date('2026-03-02T00:00:00Z'));
    const port = await serve(answering('503 x\r\nretry-after: 3600', problem('closed')));
    const client = clientAt(`http://127.0.0.1:${port}`, clock);
    expect(client.isShut()).toBe(false);
    await client.ask(freeze);
    expect(client.isShut()).toBe(true);
    expect(client.breakerState()).toBe('closed');
    clock.advance(60_001);
    expect(client.isShut()).toBe(false);
  });

  it('opens after two silences where nobody has answered yet, and only after many where somebody has', async () => {
    const nobody = clientAt(`http://127.0.0.1:${await serve(() => undefined)}`);
    await nobody.ask(freeze);
    expect(nobody.breakerState()).toBe('closed');
    await nobody.ask(freeze);
    expect(nobody.breakerState()).toBe('open');
    let hangs = false;
    const port = await serve((socket) => (hangs ? undefined : answering('404 x', problem('account_not_found'))(socket)));
    const somebody = clientAt(`http://127.0.0.1:${port}`);
    for (let count = 0; count < 4; count += 1) await somebody.ask(freeze);
    hangs = true;
    for (let count = 0; count < 3; count += 1) await somebody.ask(freeze);
    expect(somebody.breakerState()).toBe('closed');
  });

  it('stays open after a trial that was too late to leave: nobody answered it', async () => {
    const client = clientAt(`http://127.0.0.1:${await serve(() => undefined)}`);
    for (let count = 0; count < 2; count += 1) await client.ask(freeze);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(client.breakerState()).toBe('half_open');
    const { reading } = await client.ask({ ...freeze, notAfter: asMachine(new Date(Date.now() - 1)) });
    expect(reading).toEqual({ kind: 'silent', reached: 'no', cause: 'not_after' });
    expect(client.breakerState()).toBe('open');
  });

  it('opens on a bank that hangs, although the asking was long before the failing', async () => {
    const port = await serve(() => undefined);
    const client = clientAt(`http://127.0.0.1:${port}`);
    await Promise.all(Array.from({ length: 12 }, () => client.ask(freeze)));
    expect(client.breakerState()).toBe('open');
  });
});

it('reads a registry by its own words only', async () => {
  const port = await serve(answering('404 x', problem('asset_not_found', 'registryTime')));
  const { reading } = await clientAt(`http://127.0.0.1:${port}`).ask(seal);
  expect(reading).toMatchObject({ kind: 'final', outcome: 'refused', reason: { code: 'asset_not_found' } });
  const bank = await serve(answering('404 x', problem('account_not_found')));
  expect((await clientAt(`http://127.0.0.1:${bank}`).ask(seal)).reading).toEqual({ kind: 'unreadable', cause: 'bare_404' });
});
