import { Controller, Get, Header, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The service's metrics. Labels are states, stages and institution codes; never anything about a debtor. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return new Counter({ name: `chakong_${name}`, help, labelNames, registers: [this.registry] });
  }

  /** `collect` runs when the metrics are scraped: figures read from the database cost nothing in between. */
  gauge<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    collect?: (gauge: Gauge<L>) => Promise<void>,
  ): Gauge<L> {
    const gauge: Gauge<L> = new Gauge({
      name: `chakong_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      ...(collect === undefined ? {} : { collect: () => collect(gauge) }),
    });
    return gauge;
  }

  histogram<L extends string>(name: string, help: string, labelNames: readonly L[], bucketsSeconds: number[]): Histogram<L> {
    return new Histogram({ name: `chakong_${name}`, help, labelNames, buckets: bucketsSeconds, registers: [this.registry] });
  }
}

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
