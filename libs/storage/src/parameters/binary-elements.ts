/** A value of one type in PostgreSQL's binary form. */
export interface BinaryElement {
  readonly oid: number;
  /** As many bytes as the value may take. */
  readonly room: (value: unknown) => number;
  /** Writes the value and returns how long it is; undefined where it has no plain binary form. */
  readonly write: (buffer: Buffer, at: number, value: unknown) => number | undefined;
}

const NO_DIGIT = 0x10;
const digitOf = new Uint8Array(256).fill(NO_DIGIT);
for (const [value, digit] of [...'0123456789abcdef'].entries()) digitOf[digit.charCodeAt(0)] = value;

/** Writes bytes given as hexadecimal digits; `NO_DIGIT` or more where there was something else. */
function writeHex(buffer: Buffer, at: number, text: string, from: number, bytes: number): number {
  let seen = 0;
  for (let byte = 0; byte < bytes; byte += 1) {
    const high = digitOf[text.charCodeAt(from + 2 * byte)] ?? NO_DIGIT;
    const low = digitOf[text.charCodeAt(from + 2 * byte + 1)] ?? NO_DIGIT;
    seen |= high | low;
    buffer[at + byte] = (high << 4) | low;
  }
  return seen;
}

/** Only as we write it ourselves: PostgreSQL knows more spellings, and refuses what is none. */
const uuid: BinaryElement = {
  oid: 2950,
  room: () => 16,
  write(buffer, at, value) {
    if (typeof value !== 'string' || value.length !== 36) return undefined;
    if (value[8] !== '-' || value[13] !== '-' || value[18] !== '-' || value[23] !== '-') return undefined;
    const seen =
      writeHex(buffer, at, value, 0, 4) |
      writeHex(buffer, at + 4, value, 9, 2) |
      writeHex(buffer, at + 6, value, 14, 2) |
      writeHex(buffer, at + 8, value, 19, 2) |
      writeHex(buffer, at + 10, value, 24, 6);
    return seen < NO_DIGIT ? 16 : undefined;
  },
};

const SHORT = 64;
const MOST_BYTES_OF_A_UNIT = 3;

const text: BinaryElement = {
  oid: 25,
  room(value) {
    if (typeof value !== 'string') return 0;
    // to count costs more than a few bytes too many
    return value.length <= SHORT ? value.length * MOST_BYTES_OF_A_UNIT : Buffer.byteLength(value);
  },
  write: (buffer, at, value) => (typeof value === 'string' ? buffer.write(value, at) : undefined),
};

const JSONB_VERSION = 1;

/** Given as JSON text. */
const jsonb: BinaryElement = {
  oid: 3802,
  room: (value) => 1 + text.room(value),
  write(buffer, at, value) {
    buffer[at] = JSONB_VERSION;
    const length = text.write(buffer, at + 1, value);
    return length === undefined ? undefined : 1 + length;
  },
};

const int: BinaryElement = {
  oid: 23,
  room: () => 4,
  write(buffer, at, value) {
    if (typeof value !== 'number' || (value | 0) !== value) return undefined;
    return buffer.writeInt32BE(value, at) - at;
  },
};

const bigint: BinaryElement = {
  oid: 20,
  room: () => 8,
  write(buffer, at, value) {
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) return undefined;
    return buffer.writeBigInt64BE(value, at) - at;
  },
};

const boolean: BinaryElement = {
  oid: 16,
  room: () => 1,
  write: (buffer, at, value) => (typeof value === 'boolean' ? buffer.writeUInt8(value ? 1 : 0, at) - at : undefined),
};

const EPOCH_MS = Date.UTC(2000, 0, 1);
const MICROS_PER_MS = 1_000;
const TWO_TO_32 = 2 ** 32;

/** Microseconds since 2000. Beyond 285 years from there a number cannot hold them, and text can. */
const timestamptz: BinaryElement = {
  oid: 1184,
  room: () => 8,
  write(buffer, at, value) {
    if (!(value instanceof Date)) return undefined;
    const micros = (value.getTime() - EPOCH_MS) * MICROS_PER_MS;
    if (!Number.isSafeInteger(micros)) return undefined;
    const high = Math.floor(micros / TWO_TO_32);
    buffer.writeInt32BE(high, at);
    return buffer.writeUInt32BE(micros - high * TWO_TO_32, at + 4) - at;
  },
};

const bytea: BinaryElement = {
  oid: 17,
  room: (value) => (Buffer.isBuffer(value) ? value.length : 0),
  write: (buffer, at, value) => (Buffer.isBuffer(value) ? value.copy(buffer, at) : undefined),
};

/** By the name a cast gives the type. */
export const ELEMENTS: ReadonlyMap<string, BinaryElement> = new Map(
  Object.entries({ uuid, text, jsonb, int, bigint, boolean, timestamptz, bytea }),
);
