import { isDone } from './ledger-acts.mjs';

// What a request may end in without any institution having answered it.
const endsByItself = new Set(['withdrawn', 'expired']);
const finals = new Set(['executed', 'executed_in_part', 'refused', 'not_applicable', 'withdrawn', 'expired', 'found', 'nothing']);
const hasEffect = (measure) => measure !== 'inquire';

/** Nothing lost, nothing twice, nothing invented: request by request. */
export function checkOutcomes({ tables, theirs, explanations, strikes, pulse }, promises) {
  const requests = [...tables.requests.values()];
  const byId = Map.groupBy(theirs, ({ id }) => id);
  const measures = theirs.filter(({ measure }) => hasEffect(measure));
  const told = (row, more) => ({ request: row.id, institution: row.institution, measure: row.measure, ...more });

  promises.keep(
    'every accepted request has its final outcome',
    requests.length,
    requests
      .filter(({ ended_as, final_at }) => !finals.has(ended_as) || final_at === null)
      .map((row) => told(row, { state: row.queue_state ?? row.ended_as })),
  );
  promises.keep(
    'an outcome has exactly one final answer behind it, two only where the bank said two things',
    requests.length,
    requests.flatMap((row) => {
      const said = (tables.answersOf.get(row.id) ?? []).filter(({ kind }) => kind === 'final').length;
      const isRight = endsByItself.has(row.ended_as)
        ? said === 0 || !hasEffect(row.measure)
        : said === 1 || (said > 1 && (!hasEffect(row.measure) || explanations.liedAbout(row.id)));
      return isRight ? [] : [told(row, { outcome: row.ended_as, finalAnswers: said })];
    }),
  );
  promises.keep(
    'a second, different final answer brings a person, whoever wrote it first stays',
    theirs.filter(({ id }) => explanations.liedAbout(id)).length,
    theirs
      .filter(({ id, measure }) => hasEffect(measure) && explanations.liedAbout(id))
      .flatMap((request) => {
        const said = (tables.answersOf.get(request.id) ?? []).filter(({ kind }) => kind === 'final');
        const wasSeen = (tables.attentionOf.get(request.id) ?? []).some(({ reason }) => reason === 'contradiction');
        return said.length > 1
          ? wasSeen
            ? []
            : [{ request: request.id, institution: request.institution, finalAnswers: said.length }]
          : notHeard(request, said);
      }),
  );
  promises.keep(
    'our outcome is the one in the ledger',
    requests.length,
    requests.flatMap((row) => {
      if (explanations.liedAbout(row.id)) return [];
      const ended = byId.get(row.id)?.flatMap(({ finals: some }) => some)[0];
      if (ended === undefined)
        return endsByItself.has(row.ended_as) ? [] : [told(row, { ours: row.ended_as, ledger: 'never answered' })];
      if (endsByItself.has(row.ended_as)) return isDone(ended) ? [told(row, { ours: row.ended_as, ledger: ended.outcome })] : [];
      return outcomeOf(ended) === row.ended_as ? [] : [told(row, { ours: row.ended_as, ledger: outcomeOf(ended) })];
    }),
  );
  promises.keep(
    'an institution was asked only what was ordered there',
    theirs.length,
    theirs
      .filter(({ id, institution, measure }) => {
        const row = tables.requests.get(id);
        return row?.institution !== institution || row.measure !== measure;
      })
      .map(({ id, institution, measure }) => ({ request: id, institution, measure })),
  );
  promises.keep(
    'an institution carried out each request at most once',
    theirs.length,
    theirs.filter(({ finals: some }) => some.length > 1).map(({ id, institution }) => ({ request: id, institution })),
  );
  promises.keep(
    'no attempt of a measure was sent twice',
    measures.length,
    measures
      .filter(
        ({ id, measure, received }) =>
          (measure === 'pay' ? intents(tables, id).length : new Set(received.map(({ attempt }) => attempt)).size) <
          received.length,
      )
      .map(({ id, institution, received }) => ({
        request: id,
        institution,
        attempts: received.map(({ attempt }) => attempt).join(' '),
      })),
  );
  promises.keep(
    'no measure was sent again to an institution that had taken it',
    measures.length,
    measures.filter((one) => sentAfterTaken(one, tables)).map(({ id, institution }) => ({ request: id, institution })),
  );
  promises.keep(
    'every sending of a measure has its line in the journal, written before',
    measures.length,
    measures.flatMap(({ id, institution, received }) =>
      received
        .filter(({ attempt, measure }) => !intents(tables, id).some((line) => measure === 'pay' || line.attempt === attempt))
        .map(({ attempt }) => ({ request: id, institution, attempt })),
    ),
  );
  promises.keep(
    'no measure was sent after its last instant, clocks and ways that were spoilt allowed for',
    measures.length,
    measures.flatMap(({ id, institution, received }) =>
      received
        .filter(
          ({ bankTime, notAfter }) =>
            Date.parse(bankTime) > Date.parse(notAfter) + lateByMs &&
            !heldUp(strikes, notAfter, bankTime) &&
            !pulse.wasHeldUp(
              Date.parse(notAfter) - lateByMs,
              Date.parse(bankTime),
              Date.parse(bankTime) - Date.parse(notAfter) - lateByMs,
            ),
        )
        .map(({ attempt, bankTime, notAfter }) => ({ request: id, institution, attempt, bankTime, notAfter })),
    ),
  );
  promises.keep(
    'what needed a person is accounted for by an injected fault',
    tables.attention.length,
    tables.attention
      .filter((row) => !explanations.ofAttention(row))
      .map((row) => ({ request: row.request_id, institution: row.institution, reason: row.reason, detail: row.detail })),
  );
  const unreadable = tables.journal.filter(
    ({ was_unreadable: was, request_id: id }) => was && hasEffect(tables.requests.get(id)?.measure),
  );
  promises.keep(
    'what nobody could read of a measure came before a person',
    unreadable.length,
    unreadable
      .filter((line) => !tables.attentionOf.has(line.request_id) && !wasLostAndAskedAgain(line, tables, strikes))
      .map(({ request_id: request, institution }) => ({ request, institution })),
  );
  const notSent = tables.deliveries.filter(
    ({ request_id: id, reached, cause }) => reached === 'no' && fenced.has(cause) && hasEffect(tables.requests.get(id)?.measure),
  );
  promises.keep(
    '"not sent" was said of a measure only when that attempt was fenced',
    notSent.length,
    notSent
      .filter(({ request_id: id, attempt }) => !(tables.journalOf.get(id) ?? []).some((line) => line.attempt === attempt))
      .map(({ request_id: request, attempt, cause }) => ({ request, attempt, cause })),
  );
}

// What adapters say without having asked the institution: nobody else may send that attempt afterwards.
const fenced = new Set(['voided', 'not_after', 'breaker_open', 'not_offered']);

// The banks' clocks differ by up to 0.8 s, and this machine is busy.
const lateByMs = 2000;

/** A fault took the word of it along, and the institution, asked again, said it so that it could be read. */
function wasLostAndAskedAgain({ request_id: id, written_at: from }, tables, strikes) {
  const final = (tables.answersOf.get(id) ?? []).find(({ kind }) => kind === 'final');
  const takesAlong = ({ name, subject = '' }) =>
    ['wipe', 'broker', 'postgres', 'disk', 'coincidence'].includes(name) ||
    (name === 'network' && /^adapters.*→(broker|database)/.test(subject)) ||
    (['kill', 'pause'].includes(name) && subject.startsWith('adapters'));
  return (
    final !== undefined &&
    strikes.some((strike) => takesAlong(strike) && Date.parse(strike.from) < final.received_at && Date.parse(strike.until) > from)
  );
}

/** Only what holds a message up between the adapter's last look at a true clock and the bank excuses lateness; a stopped adapter must look again. */
function heldUp(strikes, notAfter, bankTime) {
  const excuses = (strike) =>
    (strike.name === 'pause' && strike.subject === 'simulator') ||
    (strike.name === 'kill' && strike.subject === 'simulator') ||
    (strike.name === 'network' && /^adapters.*→institutions/.test(strike.subject)) ||
    (strike.name === 'clock' && strike.subject.startsWith('adapters'));
  return strikes.some(
    (strike) =>
      excuses(strike) &&
      Date.parse(strike.from) < Date.parse(bankTime) + 2000 &&
      Date.parse(strike.until) > Date.parse(notAfter) - 20_000,
  );
}

// A payment's number of attempt is not told to the bank.
const intents = (tables, id) => (tables.journalOf.get(id) ?? []).filter(({ kind }) => kind === 'intent');

/** The lie went out with the ledger's own notice; if it was delivered it must have been kept. */
function notHeard(request, said) {
  return said.length === 0 && request.finals.length > 0
    ? [{ request: request.id, institution: request.institution, finalAnswers: 0 }]
    : [];
}

function sentAfterTaken({ id, measure, received, acts }, tables) {
  const taken = acts.find(({ act }) => act === 'acknowledged' || act === 'final');
  const later = taken === undefined ? [] : received.filter(({ seq }) => seq > taken.seq);
  // an earlier attempt that comes after a later one was taken left before it, and stood on the way
  if (measure !== 'pay') return later.some(({ attempt }) => attempt >= taken.attempt);
  // a payment tells its bank no attempt: whether it left before, the journal says
  return (
    later.length > 0 && intents(tables, id).some((line) => line.written_at.getTime() > Date.parse(taken.bankTime) + lateByMs)
  );
}

/** A measure an institution does not have is *not applicable* in our words (R1.8-16). */
function outcomeOf({ outcome, problem, answer }) {
  const code = problem?.code ?? answer?.reason?.code;
  return outcome === 'refused' && code === 'unsupported_measure' ? 'not_applicable' : outcome;
}
