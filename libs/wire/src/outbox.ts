import { correlationId } from '#platform/correlation.js';
import { ChakongError } from '#platform/errors.js';
import { type Outgoing } from './wire.js';

/** A message as it goes out. */
export interface Letter {
  readonly topic: string;
  readonly key: string;
  readonly lane?: number | undefined;
  readonly isUrgent?: boolean | undefined;
  readonly value: Buffer;
  readonly correlationId: string | undefined;
}

interface Call {
  readonly letters: readonly Letter[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A broker takes 1 MB per batch of a partition; what is larger is a mistake of ours and is said so at once. */
const maxLetterBytes = 1_000_000;
const maxPartitionBytes = 800_000;
/** A send goes to many partitions at once. What waits for the next one lies in our memory, what the broker has in its own. */
const maxSendBytes = 8_000_000;
const maxWaitingBytes = 64 * 1024 * 1024;

export function letters(topic: string, messages: readonly Outgoing[]): Letter[] {
  return messages.map((message) => {
    const value = Buffer.from(JSON.stringify(message.value));
    if (value.length > maxLetterBytes) {
      throw new ChakongError('too_large', `A message to ${topic} has ${value.length} bytes. Send fewer items in one message.`);
    }
    const { key, lane, isUrgent } = message;
    return { topic, key, lane, isUrgent, value, correlationId: message.correlationId ?? correlationId() };
  });
}

/**
 * One send at a time, and what is asked for meanwhile goes together in the next: order of calls is kept, many small calls cost as
 * little as one large, and an idempotent producer never has two sends in doubt at once.
 */
export class Outbox {
  private readonly calls: Call[] = [];
  private waitingBytes = 0;
  private sending: Promise<void> | undefined;

  constructor(private readonly send: (letters: readonly Letter[]) => Promise<void>) {}

  put(letters: readonly Letter[]): Promise<void> {
    if (letters.length === 0) return Promise.resolve();
    const bytes = letters.reduce((sum, letter) => sum + bytesOf(letter), 0);
    if (this.waitingBytes > 0 && this.waitingBytes + bytes > maxWaitingBytes) {
      return Promise.reject(new ChakongError('unavailable', 'Too much waits for the broker. Try again in a moment.'));
    }
    this.waitingBytes += bytes;
    return new Promise((resolve, reject) => {
      this.calls.push({ letters, bytes, resolve, reject });
      this.sending ??= this.work();
    });
  }

  /** Resolves when nothing waits any more. */
  async empty(): Promise<void> {
    await this.sending;
  }

  private async work(): Promise<void> {
    await Promise.resolve();
    for (let calls = this.next(); calls.length > 0; calls = this.next()) await this.deliver(calls);
    this.sending = undefined;
  }

  private next(): Call[] {
    const load = new Load();
    const end = this.calls.findIndex((call, index) => !load.takes(call.letters) && index > 0);
    return this.calls.splice(0, end === -1 ? this.calls.length : end);
  }

  private async deliver(calls: readonly Call[]): Promise<void> {
    try {
      for (const part of parts(calls.flatMap((call) => call.letters))) await this.send(part);
      for (const call of calls) call.resolve();
    } catch (error) {
      for (const call of calls) call.reject(error);
    } finally {
      for (const call of calls) this.waitingBytes -= call.bytes;
    }
  }
}

/** A call that is too large for one send goes in several. */
function* parts(letters: readonly Letter[]): Generator<readonly Letter[]> {
  let load = new Load();
  let start = 0;
  for (const [index, letter] of letters.entries()) {
    if (load.takes([letter]) || index === start) continue;
    yield letters.slice(start, index);
    start = index;
    load = new Load();
    load.takes([letter]);
  }
  yield letters.slice(start);
}

/** What one send carries. Letters that name no partition may all come to one. */
class Load {
  private readonly bytesAt = new Map<string, number>();
  private bytes = 0;

  /** Whether the broker takes all of it with these; they count either way. */
  takes(letters: readonly Letter[]): boolean {
    let fits = true;
    for (const letter of letters) {
      const place = `${letter.topic} ${letter.lane}`;
      const bytes = (this.bytesAt.get(place) ?? 0) + bytesOf(letter);
      this.bytesAt.set(place, bytes);
      this.bytes += bytesOf(letter);
      fits &&= bytes <= maxPartitionBytes && this.bytes <= maxSendBytes;
    }
    return fits;
  }
}

const bytesOf = ({ value, key }: Letter) => value.length + key.length + 64;
