/** What was promised, how many were looked at, and who broke it. */
export class Promises {
  lines = [];

  /** `offenders`: { request?, order?, … } each; `explained` takes out those a fault of this run accounts for. */
  keep(promise, checked, offenders) {
    this.lines.push({ promise, checked, offenders });
  }

  get broken() {
    return this.lines.filter(({ offenders }) => offenders.length > 0);
  }
}
