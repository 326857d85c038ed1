import { Injectable } from '@nestjs/common';
import { Clock } from '#platform/clocks.js';
import { Metrics } from '#platform/metrics.js';
import { Database } from '#storage/database.js';
import { monthsWithPlace } from '#storage/partitions.js';

/** Requests by state and institution, windows, breakers, room for the coming months: read when scraped. */
@Injectable()
export class QueueMetrics {
  constructor(database: Database, metrics: Metrics, clock: Clock) {
    metrics.gauge('requests', 'Live requests by institution and state', ['institution', 'state'], async (gauge) => {
      gauge.reset();
      const { rows } = await database.query<{ institution: string; state: string; count: bigint }>(
        'select institution, state, sum(open) as count from queue group by institution, state',
      );
      for (const row of rows) gauge.set({ institution: row.institution, state: row.state }, Number(row.count));
    });
    metrics.gauge(
      'institution_window',
      'Requests an institution may have in flight',
      ['institution', 'breaker'],
      async (gauge) => {
        gauge.reset();
        const { rows } = await database.query<{ institution: string; window_size: number; breaker: string }>(
          'select institution, window_size, breaker from institution_flow',
        );
        for (const row of rows) gauge.set({ institution: row.institution, breaker: row.breaker }, row.window_size);
      },
    );
    metrics.gauge('dead_letters_open', 'Messages laid aside and not yet looked at', [], async (gauge) => {
      const { rows } = await database.query<{ count: bigint }>(`select count(*) as count from dead_letter where state = 'open'`);
      gauge.set(Number(rows[0]?.count ?? 0n));
    });
    metrics.gauge(
      'partition_months',
      'Months, this one included, whose rows have a place; below 2 somebody has to act',
      [],
      async (gauge) => gauge.set(await monthsWithPlace(database, clock.machine())),
    );
  }
}
