/** What makes a text one that two readers may read differently, or that a database cannot keep. */
export interface JsonFlaw {
  readonly kind: 'empty' | 'not_utf8' | 'not_json' | 'too_deep' | 'duplicate_keys';
}

/** Deeper than anything we exchange; below it, reading by recursion is safe. */
const DEEPEST = 32;
const QUOTATION_MARK = 0x22;
const BACKSLASH = 0x5c;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON as a border must: `JSON.parse` takes the last of two equal keys where another reader takes the first, and turns bytes
 * that are no UTF-8 into characters nobody wrote. Says what is wrong, never what stood there.
 */
export function readStrictJson(bytes: Uint8Array): { readonly value: unknown } | JsonFlaw {
  if (bytes.length === 0) return { kind: 'empty' };
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { kind: 'not_utf8' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'not_json' };
  }
  const read = keysRead(value, 1);
  if (read === undefined) return { kind: 'too_deep' };
  return read === keysAtMost(text) || read === keysWritten(text) ? { value } : { kind: 'duplicate_keys' };
}

/** Keys of every object within; undefined where it goes too deep. */
function keysRead(value: unknown, depth: number): number | undefined {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > DEEPEST) return undefined;
  const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let count = Array.isArray(value) ? 0 : children.length;
  for (const child of children) {
    const within = keysRead(child, depth + 1);
    if (within === undefined) return undefined;
    count += within;
  }
  return count;
}

/**
 * Never fewer than `keysWritten`, and found in half the time: the quotation marks before a colon, which seldom stand in a value. Where they are as
 * many as the keys read, none was written twice. Infinite where a space before a colon may hide a key.
 */
function keysAtMost(text: string): number {
  let count = 0;
  for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', colon + 1)) {
    const before = text.charCodeAt(colon - 1);
    if (isSpace(before)) return Infinity;
    // one that is escaped stands within a string, such as JSON in JSON
    if (before === QUOTATION_MARK && !isEscaped(text, colon - 1)) count += 1;
  }
  return count;
}

/** In text that is JSON, a string followed by a colon is a key. */
function keysWritten(text: string): number {
  let count = 0;
  for (let start = text.indexOf('"'); start !== -1;) {
    let next = endOfString(text, start) + 1;
    while (isSpace(text.charCodeAt(next))) next += 1;
    if (text[next] === ':') count += 1;
    start = text.indexOf('"', next);
  }
  return count;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    if (!isEscaped(text, end)) return end;
  }
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
