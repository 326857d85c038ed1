// What the engines share: the order, its tables, one HTTP call per bank. Only the queue between differs.
import pg from 'pg';
import { Pool as HttpPool } from 'undici';

export const banks = Array.from({ length: 20 }, (_, index) => `b${String(index + 1).padStart(4, '0')}`);

const schema = `
  create table orders (id bigint primary key, n int not null, accepted_at timestamptz not null default clock_timestamp(), closed_at timestamptz);
  create table requests (order_id bigint not null, bank smallint not null, status smallint not null default 0, body jsonb not null,
    answer jsonb, answered_at timestamptz, writes smallint not null default 0, primary key (order_id, bank)) with (fillfactor = 70);`;

/** The body our own adapters send for an inquiry, to the byte nearly. */
function body(order, bank) {
  return JSON.stringify({
    requestId: `${order}-${bank}`,
    attempt: 1,
    notAfter: '2030-01-01T00:00:00.000Z',
    measure: 'inquire',
    caseNumber: `（2021）桂1381执${order}号`,
    court: { code: '桂1381', name: '合山市人民法院' },
    judge: { name: '韦法官' },
    subject: {
      kind: 'person',
      name: `被执行人${order}`,
      idType: 'citizen_id',
      idNumbers: ['451381198001010011', '451381800101001'],
    },
    legalBasis: { noticeNumber: '（2021）桂1381执查1号', documents: [], officers: [] },
  });
}

export class Work {
  #pool;
  #http;
  sent = 0;

  constructor(pgUrl, bankUrl) {
    this.#pool = new pg.Pool({ connectionString: pgUrl, max: 20 });
    this.#http = banks.map((code) => [
      new HttpPool(bankUrl, { connections: 32, pipelining: 1, headersTimeout: 10_000, bodyTimeout: 10_000 }),
      code,
    ]);
  }

  prepare() {
    return this.#pool.query(schema);
  }

  /** One transaction: the order, its requests, and what the queue adds. */
  async accept(order, enqueue) {
    const client = await this.#pool.connect();
    try {
      const bodies = banks.map((_, bank) => body(order, bank));
      await client.query('begin');
      await client.query('insert into orders (id, n) values ($1, $2)', [order, banks.length]);
      await client.query(
        'insert into requests (order_id, bank, body) select $1, b, d from unnest($2::smallint[], $3::jsonb[]) as t(b, d)',
        [order, banks.map((_, bank) => bank), bodies],
      );
      await enqueue?.(client, bodies);
      await client.query('commit');
      return bodies;
    } catch (error) {
      await client.query('rollback').catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  }

  /** The bank's answer as text; throws on anything else. */
  async ask(bank, order, text) {
    const [pool, code] = this.#http[bank];
    this.sent += 1;
    const { statusCode, body: reply } = await pool.request({
      path: `/${code}/requests/${order}-${bank}`,
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    const answer = await reply.text();
    if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
    JSON.parse(answer);
    return answer;
  }

  /** Answers stored once, orders closed by the last. */
  async store(answers) {
    await this.#pool.query({
      name: 'store',
      text: `update requests r set status = 1, answer = t.a, answered_at = clock_timestamp(), writes = writes + 1
             from unnest($1::bigint[], $2::smallint[], $3::jsonb[]) as t(o, b, a) where r.order_id = t.o and r.bank = t.b and r.status = 0`,
      values: [answers.map(({ order }) => order), answers.map(({ bank }) => bank), answers.map(({ answer }) => answer)],
    });
    await this.#pool.query({
      name: 'close',
      text: `update orders o set closed_at = clock_timestamp() where id = any($1::bigint[]) and closed_at is null
             and not exists (select from requests r where r.order_id = o.id and r.status = 0)`,
      values: [[...new Set(answers.map(({ order }) => order))]],
    });
  }

  async allClosed() {
    const { rows } = await this.#pool.query('select exists (select from orders where closed_at is null) as is_open');
    return !rows[0].is_open;
  }

  /** Milliseconds from acceptance to the answer, per request; and whether each was answered exactly once. */
  async outcome() {
    const { rows } = await this.#pool.query(
      `select extract(epoch from r.answered_at - o.accepted_at)::float8 * 1000 as ms, r.writes, r.bank
       from requests r join orders o on o.id = r.order_id where o.id > 0`,
    );
    return rows;
  }

  async end() {
    await Promise.all(this.#http.map(([pool]) => pool.destroy()));
    await this.#pool.end();
  }
}
