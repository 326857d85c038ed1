import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/metrics.js';

interface Lag {
  readonly topic: string;
  readonly partition: number;
  readonly lag: number;
}

@Injectable()
export class WireMetrics {
  private readonly sources = new Set<() => Iterable<Lag>>();
  private readonly messages;
  private readonly seconds;
  private readonly sent;

  constructor(metrics: Metrics) {
    this.messages = metrics.counter('wire_messages_total', 'Verdicts on messages received', ['topic', 'verdict']);
    this.sent = metrics.counter('wire_published_total', 'Messages published', ['topic']);
    this.seconds = metrics.histogram(
      'wire_handler_seconds',
      'Time of one call of a handler',
      ['topic'],
      [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    );
    metrics.gauge('wire_lag', 'Messages of a partition not yet settled', ['topic', 'partition'], (gauge) => {
      gauge.reset();
      for (const source of this.sources) {
        for (const { topic, partition, lag } of source()) gauge.set({ topic, partition: String(partition) }, lag);
      }
      return Promise.resolve();
    });
  }

  lagFrom(source: () => Iterable<Lag>): void {
    this.sources.add(source);
  }

  verdict(topic: string, verdict: 'done' | 'again' | 'dead', count = 1): void {
    if (count > 0) this.messages.inc({ topic, verdict }, count);
  }

  published(topic: string, count: number): void {
    this.sent.inc({ topic }, count);
  }

  /** Starts a stopwatch; call the result when the handler is back. */
  handling(topic: string): () => void {
    return this.seconds.startTimer({ topic });
  }
}
