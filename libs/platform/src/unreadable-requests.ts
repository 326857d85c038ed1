import { type Server } from 'node:http';
import { type Socket } from 'node:net';

const refusals: Record<string, { readonly status: number; readonly title: string; readonly detail: string }> = {
  HPE_HEADER_OVERFLOW: { status: 431, title: 'Request Header Fields Too Large', detail: 'Send shorter headers.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, title: 'Request Timeout', detail: 'Send the whole request without such pauses.' },
};
const noHttp = { status: 400, title: 'Bad Request', detail: 'These bytes are no HTTP request. Correct what sends them.' };

/** What is no HTTP never reaches a route: it gets the same kind of problem as everything else, and the connection ends. */
export function answerUnreadable(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, title, detail } = refusals[error.code ?? ''] ?? noHttp;
    const body = JSON.stringify({
      type: 'urn:chakong:problem:malformed',
      title: 'malformed',
      status,
      code: 'malformed',
      detail,
      problems: [],
    });
    const head = `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}`;
    socket.end(`${head}\r\nconnection: close\r\n\r\n${body}`);
  });
}
