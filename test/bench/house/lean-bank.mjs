// All banks in one process that costs the measured system as little as possible: a raw-socket HTTP/1.1 responder that answers
// `PUT /<bank>/requests/<id>` with "nothing" or with the freeze as asked, after a service time. Not a simulator: no books, no memory.
// `POST /<bank>/batches` it answers item by item, after one service time for the whole call.
// It counts what it was sent, so that a run can be checked. Prints its port; ends with its parent.
//   POST /behaviour { serviceMs, sick: [codes], slow: [codes], dead: [codes] }     GET /counts     GET /arrivals (of measures)
// A sick bank answers the first attempt of each request badly, by turns with silence and with 500; a slow one takes 50 times as long;
// a dead one never says anything.
import net from 'node:net';

const fresh = () => ({ calls: 0, received: 0, answered: 0, mostAtOnce: 0, repeated: 0, badly: 0, connections: 0 });
let behaviour = { serviceMs: 1, sick: new Set(), slow: new Set(), dead: new Set() };
let counts = fresh();
let seen = new Set();
let arrivals = [];
let atOnce = 0;
const openAt = new Map();
const mostOpenAt = new Map();

// Delays of one length make a queue with one tick instead of a timer per request.
class DelayLine {
  waiting = [];
  head = 0;
  ticking = false;

  later(ms, work) {
    this.waiting.push(performance.now() + ms, work);
    if (this.ticking) return;
    this.ticking = true;
    setTimeout(() => this.tick(), ms);
  }

  tick() {
    const now = performance.now() + 0.3;
    while (this.head < this.waiting.length && this.waiting[this.head] <= now) {
      this.waiting[this.head + 1]();
      this.head += 2;
    }
    if (this.head < this.waiting.length) {
      setTimeout(() => this.tick(), Math.max(1, this.waiting[this.head] - performance.now()));
    } else {
      this.waiting.length = 0;
      this.head = 0;
      this.ticking = false;
    }
  }
}
const lines = { usual: new DelayLine(), slow: new DelayLine() };

const field = (body, name) => {
  const at = body.indexOf(`"${name}":"`);
  return at < 0 ? undefined : body.slice(at + name.length + 4, body.indexOf('"', at + name.length + 4));
};

function answer(body) {
  const requestId = field(body, 'requestId');
  const now = new Date().toISOString();
  const said = `"requestId":"${requestId}","bankTime":"${now}","asOf":"${now}","receipt":{"number":"R","issuedAt":"${now}"}`;
  if (field(body, 'measure') === 'inquire') return `{${said},"outcome":"nothing"}`;
  const [account, amount, from, until] = ['account', 'amount', 'from', 'until'].map((name) => field(body, name));
  const figures = `"amount":"${amount}","recorded":"${amount}","caught":"${amount}","uncaught":"0.00","balance":"${amount}","available":"0.00"`;
  return `{${said},"outcome":"executed","freeze":{"account":"${account}",${figures},"from":"${from}","until":"${until}"}}`;
}

function behave(body) {
  const { serviceMs, sick = [], slow = [], dead = [] } = JSON.parse(body);
  behaviour = { serviceMs, sick: new Set(sick), slow: new Set(slow), dead: new Set(dead) };
  counts = fresh();
  seen = new Set();
  arrivals = [];
  mostOpenAt.clear();
  return '{}';
}

function take(socket, method, target, body, reply) {
  const [, bank, noun] = target.split('/');
  if (method === 'POST' && noun === 'batches') return serve(socket, bank, itemsOf(body), reply, answerAll);
  if (method === 'POST') return reply(200, behave(body));
  if (method === 'GET')
    return reply(
      200,
      JSON.stringify(bank === 'arrivals' ? arrivals : { ...counts, atOnce, mostOpenAt: Object.fromEntries(mostOpenAt) }),
    );
  return serve(socket, bank, [body], reply, ([only]) => answer(only));
}

/** The court writes the id first in every item. */
function itemsOf(body) {
  const mark = '{"requestId":"';
  return body
    .split(mark)
    .slice(1)
    .map((rest) => mark + rest);
}

function answerAll(items) {
  const told = items.map((item) => `{"requestId":"${field(item, 'requestId')}","status":200,"body":${answer(item)}}`);
  return `{"bankTime":"${new Date().toISOString()}","items":[${told.join(',')}]}`;
}

function serve(socket, bank, items, reply, say) {
  counts.calls += 1;
  let isFirst = false;
  for (const item of items) isFirst = received(item) || isFirst;
  if (socket.bank === undefined) counted(socket, bank);
  if (behaviour.dead.has(bank)) return undefined;
  if (isFirst && behaviour.sick.has(bank)) {
    counts.badly += 1;
    if (counts.badly % 2 === 0) return undefined;
    return lines.usual.later(behaviour.serviceMs, () => reply(500, '{}'));
  }
  atOnce += 1;
  counts.mostAtOnce = Math.max(counts.mostAtOnce, atOnce);
  const isSlow = behaviour.slow.has(bank);
  return lines[isSlow ? 'slow' : 'usual'].later(behaviour.serviceMs * (isSlow ? 50 : 1), () => {
    atOnce -= 1;
    counts.answered += items.length;
    reply(200, say(items));
  });
}

/** Counts a request; true where it came for the first time. */
function received(item) {
  const id = field(item, 'requestId');
  counts.received += 1;
  const isFirst = !seen.has(id);
  if (!isFirst) counts.repeated += 1;
  seen.add(id);
  if (field(item, 'measure') !== 'inquire') arrivals.push([id, Date.now()]);
  return isFirst;
}

/** How many connections a bank has at once. */
function counted(socket, bank) {
  socket.bank = bank;
  const now = (openAt.get(bank) ?? 0) + 1;
  openAt.set(bank, now);
  mostOpenAt.set(bank, Math.max(mostOpenAt.get(bank) ?? 0, now));
  socket.once('close', () => openAt.set(bank, openAt.get(bank) - 1));
}

const server = net.createServer({ noDelay: true }, (socket) => {
  let buffer = Buffer.alloc(0);
  counts.connections += 1;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const headers = buffer.toString('latin1', 0, end);
      const length = Number(/content-length: *(\d+)/i.exec(headers)?.[1] ?? 0);
      if (buffer.length < end + 4 + length) return;
      const body = buffer.toString('utf8', end + 4, end + 4 + length);
      buffer = buffer.subarray(end + 4 + length);
      const [method, target] = headers.slice(0, headers.indexOf('\r\n')).split(' ');
      take(socket, method, target, body, (status, json) => {
        if (socket.destroyed) return;
        const said = status === 200 ? '200 OK' : '500 Internal Server Error';
        socket.write(
          `HTTP/1.1 ${said}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
        );
      });
    }
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.stdout.write(`${server.address().port}\n`));
process.on('disconnect', () => process.exit());
