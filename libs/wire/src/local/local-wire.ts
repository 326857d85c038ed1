import { letters, Outbox } from '../outbox.js';
import { type WireMetrics } from '../wire-metrics.js';
import { type Incarnation, type Outgoing, Wire } from '../wire.js';
import { type LocalHub } from './local-hub.js';

export class LocalWire extends Wire {
  private readonly outboxes = new Map<string, Outbox>();

  constructor(
    private readonly hub: LocalHub,
    private readonly metrics: WireMetrics,
  ) {
    super();
  }

  async publish(topic: string, messages: readonly Outgoing[]): Promise<void> {
    // One per topic: a topic whose readers lag holds up nobody else's.
    const outbox = this.outboxes.get(topic) ?? new Outbox((part) => this.hub.append(part));
    this.outboxes.set(topic, outbox);
    await outbox.put(letters(topic, messages));
    this.metrics.published(topic, messages.length);
  }

  incarnation(topics: readonly string[]): Promise<Incarnation> {
    // a hub lives as long as its process: every start is a broker that has lost everything
    return Promise.resolve({ cluster: this.hub.id, ends: new Map(topics.map((topic) => [topic, 0n])) });
  }
}
