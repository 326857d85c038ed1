import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Outside } from './outside.js';
import { PaperHouse } from './paper/paper-house.js';
import { play, type StepReport } from './player.js';
import { Progress } from './progress.js';
import { readStory } from './story.js';

const institutions = readdirSync('config/institutions')
  .map((file) => file.replace('.yaml', ''))
  .filter((code) => code !== 'defaults');
const people = ['judge-wei', 'approver-lu', 'clerk-qin', 'finance-nong', 'operator-meng', 'auditor-ban'].map((id) => ({
  id,
  token: `t-${id}`,
}));

/** The paper house behind real sockets, which can be made to fail at a call. */
class Served {
  readonly house = new PaperHouse(institutions);
  failAt: string | undefined;
  busyOnce = false;
  private server: Server | undefined;

  async open(): Promise<string> {
    this.server = createServer((request, response) => {
      void this.answer(request).then(({ status, body, headers }) =>
        response.writeHead(status, headers).end(JSON.stringify(body)),
      );
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: unknown; headers?: Record<string, string> }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body: unknown = chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
    const path = decodeURI(request.url ?? '');
    if (path === '/demo/people') return { status: 200, body: people };
    if (this.failAt !== undefined && path.includes(this.failAt)) return { status: 500, body: { detail: 'broken' } };
    if (this.busyOnce) {
      this.busyOnce = false;
      return { status: 503, body: {}, headers: { 'retry-after': '0' } };
    }
    const method = request.method ?? '';
    if (path.startsWith('/sim')) return this.house.simulator(method, path, body);
    const as = people.find(({ token }) => request.headers.authorization === `Bearer ${token}`)?.id ?? 'nobody';
    return this.house.api(as, method, path, body, request.headers['idempotency-key'] as string | undefined);
  }
}

describe('the player', () => {
  const story = readStory('test/stories/heshan');
  let served: Served;
  let outside: Outside;
  let folder: string;

  beforeEach(async () => {
    served = new Served();
    const url = await served.open();
    outside = new Outside(url, url);
    folder = mkdtempSync(join(tmpdir(), 'story-'));
  });
  afterEach(async () => {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function tell(once = true): Promise<{ cameTrue: boolean; reports: StepReport[] }> {
    const reports: StepReport[] = [];
    const progress = new Progress(folder, story);
    const cameTrue = await play({ story, outside, progress, report: (one) => reports.push(one), once, patience: 0 });
    return { cameTrue, reports };
  }

  it('tells every step as running and done, then leaves the story alone', async () => {
    served.busyOnce = true;
    const { cameTrue, reports } = await tell();
    expect(cameTrue).toBe(true);
    expect(reports.map(({ step, state }) => `${step} ${state}`)).toEqual(
      story.steps.flatMap(({ step }) => [`${step} running`, `${step} done`]),
    );
    const calls = served.house.calls;
    expect(await tell()).toMatchObject({ cameTrue: true, reports: [{ state: 'done', detail: 'already played' }] });
    expect(served.house.calls - calls).toBeLessThan(5);
  });

  it('names file, line, expected and found where the house does not do what the story says', async () => {
    served.failAt = '/assets';
    const { cameTrue, reports } = await tell();
    expect(cameTrue).toBe(false);
    expect(reports.at(-1)).toMatchObject({ step: 6, state: 'failed' });
    expect(reports.at(-1)?.detail).toMatch(
      /^test\/stories\/heshan\/02-inquiry\.yaml:\d+: status: expected 200, found 500 broken/,
    );
  });

  it('goes on where it was stopped, without doing anything twice', async () => {
    served.failAt = '/findings?caseId=case-1&state=open';
    await tell();
    served.failAt = undefined;
    const { cameTrue, reports } = await tell();
    expect(cameTrue).toBe(true);
    expect(reports.filter(({ detail }) => detail === 'came true before')).toHaveLength(19);
    expect(served.house.court.orders.filter(({ cause }) => cause === 'judge')).toHaveLength(4);
  });

  it('says what to do when nobody knows what was done of a half-told story', async () => {
    served.failAt = '/findings?caseId=case-1&state=open';
    await tell();
    rmSync(folder, { recursive: true });
    expect((await tell()).reports).toMatchObject([{ state: 'failed', detail: expect.stringContaining('npm start -- --fresh') }]);
  });

  it('does not book a credit twice when it cannot know whether the first one was', async () => {
    served.failAt = '/credits';
    await tell();
    served.failAt = undefined;
    const { reports } = await tell();
    expect(reports).toMatchObject([
      { state: 'failed', detail: expect.stringMatching(/05-the-money-arrives\.yaml:\d+, in an act of the banks/) },
    ]);
  });

  it('tells a story only once without --once', async () => {
    await tell(false);
    expect((await tell(false)).reports).toMatchObject([{ state: 'failed', detail: expect.stringContaining('exists already') }]);
  });
});
