/** Everything known of one request in the order of time: what was ordered, queued, sent, heard, booked, and what its institution wrote down. */
export function storyOf(id, { tables, ledgers, strikes }, other) {
  const row = tables.requests.get(id);
  if (!row) return [`request ${id} is not in our tables`];
  const related = new Set([id, row.task.freezeRequestId, other].filter(Boolean));
  const lines = [];
  const tell = (at, who, words) => lines.push({ at: new Date(at).toISOString(), who, words });
  const order = tables.orders.find((one) => one.id === row.order_id);
  tell(order.placed_at, 'court', `order ${order.id} placed (${order.measure}, ${order.priority}, ${order.cause})`);
  if (order.approved_at) tell(order.approved_at, 'court', `order approved by ${order.approved_by}`);
  for (const { at, act, actor } of tables.audit.filter(({ subject_id: subject }) => subject === order.id || subject === id))
    tell(at, 'audit', `${act} by ${actor}`);
  tell(
    row.created_at,
    'control',
    `request made: ${row.measure} at ${row.institution}${row.task.freezeRequestId ? ` of freeze ${row.task.freezeRequestId}` : ''}`,
  );
  for (const { at, attempt, reached, cause } of tables.deliveriesOf.get(id) ?? [])
    tell(at, 'control', `silence of attempt ${attempt}: reached ${reached}, ${cause}`);
  for (const line of tables.journalOf.get(id) ?? []) {
    tell(line.written_at, 'journal', `attempt ${line.attempt}: ${line.kind}`);
    if (line.outcome_at)
      tell(line.outcome_at, 'journal', `attempt ${line.attempt}: outcome ${JSON.stringify(line.outcome).slice(0, 120)}`);
  }
  for (const { received_at: at, kind, attempt, content } of tables.answersOf.get(id) ?? [])
    tell(at, 'control', `answer of attempt ${attempt}: ${kind} ${content.outcome ?? content.stage}`);
  for (const { opened_at: at, reason, detail, closed_at: closed, way_out: way } of tables.attentionOf.get(id) ?? []) {
    tell(at, 'control', `needs a person: ${reason}. ${detail}`);
    if (closed) tell(closed, 'operator', `settled: ${way}`);
  }
  for (const one of tables.freezeEvents.filter(({ freeze_id: freeze, request_id: by }) => related.has(freeze) || by === id))
    tell(
      tables.events.find(({ subject_id: subject, kind }) => subject === one.freeze_id && kind.startsWith('freeze'))?.at ??
        one.true_at,
      'book',
      `${one.kind} cap ${one.cap_fen} caught ${one.caught_fen} amount ${one.amount_fen} (true at ${one.true_at.toISOString()})`,
    );
  const queued = tables.queue.find(({ request_id: row, inquiries }) => row === id || inquiries?.includes(id));
  if (queued) tell(new Date(), 'queue', `still ${queued.state}, attempt ${queued.attempt}, last cause ${queued.last_cause}`);
  else if (row.final_at) tell(row.final_at, 'control', `final: ${row.ended_as}`);
  for (const act of [...related].flatMap((one) => ledgers.get(row.institution)?.requests.get(one)?.acts ?? []))
    tell(act.bankTime, row.institution, bankWords(act, id));
  const [first, last] = [
    lines.map(({ at }) => at).sort()[0],
    lines
      .map(({ at }) => at)
      .sort()
      .at(-1),
  ];
  for (const { from, until, name, what } of strikes)
    if (until >= first && from <= last) tell(from, 'FAULT', `${name}: ${what} (until ${until.slice(11, 23)})`);
  return lines
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ at, who, words }) => `${at.slice(11, 23)}  ${who.padEnd(12)} ${words}`);
}

function bankWords(act, id) {
  const whose = act.requestId === id ? '' : `(${act.requestId}) `;
  const effects = act.effects?.length ? `; ${act.effects.map(({ kind }) => kind).join(', ')}` : '';
  const strange = act.behaviour ? `, behaves: ${act.behaviour}` : '';
  return `${whose}${act.act} attempt ${act.attempt ?? '-'}${act.outcome ? ` ${act.outcome}` : ''}${act.code ? ` ${act.code}` : ''}${strange}${effects}`;
}

/** Every broken promise by its first offenders, those told in the fewest lines first. */
export function storiesOf(broken, facts) {
  return broken
    .flatMap(({ promise, offenders }) =>
      offenders
        .slice(0, 5)
        .filter(({ request }) => request !== undefined)
        .map((offender) => ({ promise, offender, lines: storyOf(offender.request, facts, offender.other) })),
    )
    .sort((one, other) => one.lines.length - other.lines.length);
}
