/**
 * What travels: every message names its type and version (libs/messages). Keys are institution codes or case ids and nothing else:
 * they are stored in clear, show up in broker tools and decide which partition, and so which order, a message has.
 */
export interface Outgoing {
  readonly key: string;
  /** The partition, one of those the topic is declared with; left out, the key decides. */
  readonly lane?: number;
  /** Where messages wait their turn, its turn is now. */
  readonly isUrgent?: boolean;
  readonly value: { readonly type: string; readonly version: number };
  /** Taken from the surrounding `withCorrelation` when left out. */
  readonly correlationId?: string;
}

/** The way out. Two implementations, KafkaWire and LocalWire; inject this class. */
export abstract class Wire {
  /**
   * Resolves when every replica in sync (or the hub) has all the messages; order per key is the order of the calls. Retried within a
   * bound, then rejects with ChakongError `unavailable`: some of the messages may have been sent, so the caller sends all of them again.
   */
  abstract publish(topic: string, messages: readonly Outgoing[]): Promise<void>;

  /** For who must notice that what was published is gone. Rejects when the broker cannot be asked. */
  abstract incarnation(topics: readonly string[]): Promise<Incarnation>;
}

/** Which broker this is and how far its topics have come: a broker that lost its data is another cluster, or has come less far. */
export interface Incarnation {
  readonly cluster: string;
  /** Topic → messages it has ever taken, over all partitions. */
  readonly ends: ReadonlyMap<string, bigint>;
}

/** A message on its way in: parsed by the topic's schema, once. */
export interface Received<T> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly value: T;
  readonly correlationId: string | undefined;
  readonly isUrgent: boolean;
  /** This process has handled it before and said `again` or threw. False proves nothing: another process may have had it. */
  readonly redelivered: boolean;
}

/**
 * `done`: the effect is durable, the offset may pass. `again`: bring it back in a moment, behind nothing of its own key.
 * `dead`: nobody can handle it; it passes once the dead-letter sink has it. A throw means `again` for every message of the call.
 */
export type Verdict = 'done' | 'again' | { readonly dead: string; readonly detail: string };

export function dead(reason: string, detail: string): Verdict {
  return { dead: reason, detail };
}

/** What nobody could read or handle, with the bytes as they came. */
export interface DeadLetter {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly payload: Buffer;
  readonly correlationId: string | undefined;
  /** From parsing: `empty | not_utf8 | not_json | too_deep | duplicate_keys | unknown_type | unknown_version | schema`; else the handler's own word. */
  readonly reason: string;
  readonly detail: string;
}

/** Stores a dead letter durably. The offset passes only after it resolved; until then it is tried again. The same letter may come twice. */
export type DeadLetterSink = (letter: DeadLetter) => Promise<void>;
