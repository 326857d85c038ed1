import { type BinaryElement, ELEMENTS } from './binary-elements.js';

const CAST = /\$(\d+)::(\w+)\[\]/g;
const HEADER_BYTES = 20;
const EMPTY_HEADER_BYTES = 12;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/**
 * The values of a statement as `pg` should send them: arrays in PostgreSQL's binary form, where a cast in the text says of what. `pg` itself
 * writes an array as text with every element quoted and escaped, and PostgreSQL reads it back the same way; for hundreds of rows that is much of
 * what a statement costs on either side. An array with a value that has no plain binary form, such as a time given as text, goes as text
 * as ever, and PostgreSQL reads or refuses it.
 */
export function withBinaryArrays(text: string, values: readonly unknown[]): unknown[] {
  if (!values.some(Array.isArray)) return [...values];
  const elements = elementsIn(text);
  return values.map((value: unknown, index) => {
    const element = elements.get(index + 1);
    return element !== undefined && Array.isArray(value) ? (binaryArray(element, value) ?? value) : value;
  });
}

/** By number of the parameter; undefined where the text casts it to two things. */
function elementsIn(text: string): Map<number, BinaryElement | undefined> {
  const elements = new Map<number, BinaryElement | undefined>();
  for (const [, digits, type = ''] of text.matchAll(CAST)) {
    const parameter = Number(digits);
    const element = ELEMENTS.get(type);
    elements.set(parameter, !elements.has(parameter) || elements.get(parameter) === element ? element : undefined);
  }
  return elements;
}

function binaryArray(element: BinaryElement, values: readonly unknown[]): Buffer | undefined {
  let room = HEADER_BYTES;
  for (const value of values) room += LENGTH_BYTES + (isNull(value) ? 0 : element.room(value));
  const buffer = Buffer.allocUnsafe(room);
  let hasNull = false;
  let at = HEADER_BYTES;
  for (const value of values) {
    const length = isNull(value) ? NULL_LENGTH : element.write(buffer, at + LENGTH_BYTES, value);
    if (length === undefined) return undefined;
    if (length === NULL_LENGTH) hasNull = true;
    buffer.writeInt32BE(length, at);
    at += LENGTH_BYTES + Math.max(length, 0);
  }
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0); // dimensions
  buffer.writeInt32BE(hasNull ? 1 : 0, 4);
  buffer.writeInt32BE(element.oid, 8);
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16); // the number of the first element
  return buffer.subarray(0, values.length === 0 ? EMPTY_HEADER_BYTES : at);
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}
