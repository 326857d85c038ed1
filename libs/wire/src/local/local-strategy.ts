import { type Logger } from '#platform/logger.js';
import { type WireMetrics } from '../wire-metrics.js';
import { type StrategySettings, WireStrategy } from '../wire-strategy.js';
import { type Assignment, type LocalHub, type Member } from './local-hub.js';

const fetchMax = 1_000;

/** Consumes from the hub of the process as the Kafka strategy does from a broker: same intakes, same verdicts, same order. */
export class LocalStrategy extends WireStrategy {
  private readonly fetched = new Map<string, number>();
  private member: Member | undefined;
  private assignment: Assignment = new Map();

  constructor(
    private readonly hub: LocalHub,
    settings: StrategySettings,
    metrics: WireMetrics,
    log: Logger,
  ) {
    super(settings, metrics, log);
  }

  missing(): string | undefined {
    return this.member === undefined ? 'The consumer has not joined the local wire yet.' : undefined;
  }

  protected open(topics: readonly string[]): void {
    this.member = {
      topics,
      assigned: (assignment) => this.assigned(assignment),
      wake: (topic, partition) => this.fill(topic, partition),
    };
    this.hub.join(this.settings.groupId, this.member);
  }

  protected release(): Promise<void> {
    if (this.member !== undefined) this.hub.leave(this.settings.groupId, this.member);
    this.member = undefined;
    return Promise.resolve();
  }

  private assigned(assignment: Assignment): void {
    this.assignment = assignment;
    const mine = (topic: string, partition: number) => assignment.get(topic)?.includes(partition) === true;
    this.forget((topic, partition) => !mine(topic, partition));
    for (const [topic, partitions] of assignment) {
      for (const partition of partitions) {
        const name = `${topic}/${partition}`;
        if (!this.intakes.has(name)) this.fetched.set(name, this.hub.position(this.settings.groupId, topic, partition));
        this.fill(topic, partition);
      }
    }
  }

  private fill(topic: string, partition: number): void {
    if (this.closing || this.assignment.get(topic)?.includes(partition) !== true) return;
    const name = `${topic}/${partition}`;
    const intake = this.intake(topic, partition, {
      moved: () => {
        const position = intake.position();
        if (position !== undefined && this.intakes.get(name) === intake) {
          this.hub.commit(this.settings.groupId, topic, partition, position);
        }
      },
      room: () => this.fill(topic, partition),
    });
    while (!intake.full()) {
      const from = this.fetched.get(name) ?? 0;
      const { messages, end } = this.hub.read(topic, partition, from, fetchMax);
      const last = messages.at(-1);
      if (last === undefined) return;
      intake.take(messages, end);
      this.fetched.set(name, last.offset + 1);
    }
  }
}
