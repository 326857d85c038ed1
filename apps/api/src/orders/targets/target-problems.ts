import { type Citation } from '#enforcement/cited-rules.js';
import { ChakongError, type FieldProblem } from '#platform/errors.js';

/** Gathers what is wrong with an order's targets, so that a clerk corrects all of it at once. */
export class TargetProblems {
  private readonly found: FieldProblem[] = [];

  add(field: string, code: string, message: string, citation?: Citation): void {
    this.found.push({ field, code, message, ...citation });
  }

  throwIfAny(): void {
    const first = this.found[0];
    if (first !== undefined) throw new ChakongError('invalid', `${first.field}: ${first.message}`, { problems: this.found });
  }
}
