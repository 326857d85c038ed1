import { Injectable } from '@nestjs/common';
import { Database } from '#storage/database.js';

/** A stage of the road with a stop switch. Off means: nothing new is taken, nothing is lost. */
export type Stage = 'dispatch' | 'answers' | 'relay';

@Injectable()
export class Stages {
  constructor(private readonly database: Database) {}

  async isOn(stage: Stage): Promise<boolean> {
    const { rows } = await this.database.steady.query('select 1 from switch where scope = $1 and not is_on', [stage]);
    return rows.length === 0;
  }
}
