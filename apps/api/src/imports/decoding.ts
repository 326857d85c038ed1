import { type Readable, Transform } from 'node:stream';
import iconv from 'iconv-lite';
import { ChakongError } from '#platform/errors.js';

/** Bytes of a file as text: UTF-8, with or without BOM, checked strictly; or GB18030, which spreadsheets in Chinese write. */
export function decoded(bytes: Readable, charset: 'utf-8' | 'gb18030'): Readable {
  const text = charset === 'gb18030' ? bytes.pipe(iconv.decodeStream('gb18030')) : bytes.pipe(strictUtf8());
  bytes.once('error', (error) => text.emit('error', error));
  return text as Readable;
}

function strictUtf8(): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk: Uint8Array | undefined, done: (error: Error | null, text?: string) => void) => {
    try {
      done(null, chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }));
    } catch (cause) {
      done(
        new ChakongError(
          'invalid',
          'The file is not UTF-8. Say charset=gb18030 in content-type where it is, or save it as UTF-8.',
          {
            problems: [
              { field: 'header.content-type', code: 'charset.not_utf8', message: 'Name the charset the file is written in.' },
            ],
            cause,
          },
        ),
      );
    }
  };
  return new Transform({
    decodeStrings: true,
    encoding: 'utf-8',
    transform: (chunk: Uint8Array, _, done) => decode(chunk, done),
    flush: (done) => decode(undefined, done),
  });
}
