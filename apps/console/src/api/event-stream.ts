export interface StreamEvent {
  readonly id: string | undefined;
  readonly kind: string;
  readonly data: string;
}

/**
 * Takes text as it comes off the wire and gives back the events that are complete (WHATWG, server-sent events). Written by hand because
 * EventSource cannot send the Authorization header.
 */
export class EventStreamReader {
  private rest = '';

  push(chunk: string): StreamEvent[] {
    // A CR at the end may be half of a CR LF.
    const text = this.rest + chunk;
    const held = text.endsWith('\r') ? '\r' : '';
    const blocks = (held === '' ? text : text.slice(0, -1)).replace(/\r\n?/g, '\n').split('\n\n');
    this.rest = (blocks.pop() ?? '') + held;
    return blocks.flatMap(parseBlock);
  }
}

function parseBlock(block: string): StreamEvent[] {
  let id: string | undefined;
  let kind = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') id = value;
    else if (field === 'event') kind = value;
    else if (field === 'data') data.push(value);
  }
  return data.length === 0 ? [] : [{ id, kind, data: data.join('\n') }];
}
