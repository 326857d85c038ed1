// Bugs as somebody might write them, each a text of the build replaced in a copy. What finds it, and under which work, is said beside it.
const fold = 'libs/storage/src/answers/fold-answers.js';
const states = 'libs/enforcement/src/request-states.js';
const claim = 'libs/storage/src/queue/claim.js';
const journal = 'libs/storage/src/journal/exchange-journal.js';

const measures = { openCase: 8, freeze: 40, renew: 8, release: 12, deduct: 16, withdraw: 6, credit: 8, inquire: 2 };
const calls = { openCase: 6, inquire: 4, freeze: 30, withdraw: 6 };

/** name → { what, patches, kinds, and what differs from the usual: weights, strange, seconds, paceMs; victims, wires, modes narrow the faults } */
export const bugs = {
  'resend-blindly': {
    what: 'a measure whose answer was lost is sent again at once',
    patches: [
      {
        file: states,
        find: "silentMaybe: {\n            measure: 'unconfirmed',",
        put: "silentMaybe: {\n            measure: 'queued',",
      },
      {
        file: states,
        find: "leaseOver: {\n            measure: 'unconfirmed',",
        put: "leaseOver: {\n            measure: 'queued',",
      },
    ],
    kinds: [],
    weights: measures,
    strange: 0.6,
  },
  'commit-before-effect': {
    what: 'offsets are committed when messages come, not when their effect is durable',
    patches: [
      { file: 'libs/wire/src/watermark.js', find: 'return this.taken[this.head] ?? (', put: 'return (' },
      {
        file: 'libs/wire/src/kafka/kafka-strategy.js',
        find: 'resolveOffset(batch.lastOffset());',
        put: 'resolveOffset(batch.lastOffset());\n        this.commitSoon();',
      },
    ],
    kinds: ['network', 'kill'],
    weights: { ...measures, deduct: 60 },
    wires: /^control.*→database$/,
    modes: ['latency'],
    victims: /^control/,
    seconds: 60,
  },
  'skip-the-journal': {
    what: 'who finds another before him in the journal sends all the same',
    patches: [{ file: 'apps/adapters/src/sending.js', find: "if (right === 'granted') return", put: 'if (right) return' }],
    kinds: ['messages'],
    weights: measures,
  },
  'drop-a-late-answer': {
    what: 'an answer to a measure that was given up as unconfirmed is not taken',
    patches: [
      {
        file: states,
        find: "unconfirmed: {\n        acknowledged: 'acknowledged',\n        answered: 'its outcome',",
        put: 'unconfirmed: {',
      },
    ],
    kinds: [],
    weights: measures,
    strange: 0.6,
  },
  'count-windows-apart': {
    what: 'two dispatchers count an institution’s window without holding it',
    patches: [{ file: claim, find: '     for no key update of f skip locked`, [', put: '     `, [' }],
    kinds: [],
    weights: { openCase: 10, bulk: 10, inquireAll: 30 },
    paceMs: [300, 900],
  },
  'believe-unknown-too-soon': {
    what: '"unknown to us" is believed while the request may still be on its way',
    patches: [{ file: fold, find: "isBelieved(known, outcome.bankTime, patience) ? 'no' : 'maybe'", put: "'no'" }],
    kinds: ['network'],
    weights: measures,
    wires: /→institutions$/,
    modes: ['straggle'],
  },
  'send-after-notAfter': {
    what: 'nobody looks at the clock before sending',
    patches: [
      { file: 'apps/adapters/src/departure.js', find: 'this.notAfter !== undefined &&', put: 'false &&' },
      { file: 'apps/adapters/src/sending.js', find: 'this.clock.machine() > asMachine(new Date(item.notAfter))', put: 'false' },
    ],
    kinds: ['pause'],
    weights: measures,
    victims: /^adapters-banks/,
    seconds: 50,
  },
  'overwrite-the-second-final': {
    what: 'a second, different final answer simply takes the place of the first',
    patches: [
      {
        file: fold,
        find: "return {\n                    kind: 'contradicted'\n                };",
        put: "return { kind: 'answered', state: stateOf(outcome) };",
      },
      {
        file: states,
        find: "    executed: {\n        contradicted: 'needs_attention'",
        put: "    executed: {\n        answered: 'its outcome'",
      },
      {
        file: states,
        find: "    refused: {\n        contradicted: 'needs_attention'",
        put: "    refused: {\n        answered: 'its outcome'",
      },
    ],
    kinds: [],
    weights: measures,
    strange: 0.7,
  },
  'ignore-the-account-rule': {
    what: 'measures on one account go out side by side',
    patches: [{ file: claim, find: 'and (q.account_key is null or not exists (', put: 'and (true or not exists (' }],
    kinds: [],
    weights: { ...measures, openCase: 2 },
  },
  'release-without-waiting': {
    what: 'the release of a withdrawn freeze does not wait for the freeze',
    patches: [
      {
        file: claim,
        find: 'and (q.account_key is null or not exists (',
        put: "and (q.account_key is null or q.measure = 'release' or not exists (",
      },
    ],
    kinds: [],
    weights: { openCase: 6, freeze: 40, withdraw: 60 },
    paceMs: [5, 30],
  },
  'book-a-deduction-double': {
    what: 'a deduction takes twice its amount from the cap',
    patches: [
      {
        file: 'libs/storage/src/freezes/book-freezes.js',
        find: 'const capFen = less(before.capFen, amountFen);',
        put: 'const capFen = less(less(before.capFen, amountFen), amountFen);',
      },
    ],
    kinds: [],
    weights: measures,
  },
  'lose-what-nobody-can-read': {
    what: 'an unreadable answer is passed over and nobody is called',
    patches: [
      { file: fold, find: "{\n                kind: 'unreadable'\n            } : undefined", put: 'undefined : undefined' },
    ],
    kinds: [],
    weights: measures,
    strange: 0.7,
  },
  'thank-before-storing': {
    what: 'a notice is acknowledged first and stored a moment later',
    patches: [
      {
        file: 'apps/adapters/src/notices.controller.js',
        find: 'const isNew = await storeNotice(this.database, key, body, this.clock.machine());',
        put: 'const isNew = true; setTimeout(() => storeNotice(this.database, key, body, this.clock.machine()).catch(() => {}), 300);',
      },
    ],
    kinds: ['kill', 'postgres'],
    weights: { ...measures, credit: 60, inquireAll: 8 },
    victims: /^adapters-banks-1$/,
    seconds: 50,
  },
  'match-a-fund-line-twice': {
    what: 'a line of the fund account is booked again when it comes again',
    patches: [
      {
        file: 'libs/storage/src/funds/match-fund-lines.js',
        find: "where l.matched_request_id is null and l.direction = 'credit' and d.request_id",
        put: "where l.direction = 'credit' and d.request_id",
      },
    ],
    kinds: ['messages'],
    weights: { ...measures, deduct: 40 },
  },
  'forget-to-fence': {
    what: '"not sent" is said without barring those who might still send',
    patches: [
      {
        file: journal,
        find: "for (const key of (await insertLines(database, lines, 'void', at)))result.set(key, 'fenced');\n    const rest",
        put: "const there = new Set((await findLines(database, lines)).map(journalKey));\n    for (const line of lines) if (!there.has(journalKey(line))) result.set(journalKey(line), 'fenced');\n    const rest",
      },
    ],
    kinds: ['broker', 'pause'],
    weights: measures,
    victims: /^adapters-banks/,
    seconds: 50,
  },
  'withdraw-what-is-on-its-way': {
    what: 'a request that is at its bank is withdrawn as if it never had gone out',
    patches: [
      {
        file: 'libs/storage/src/orders/withdraw-queued.js',
        find: "delete from queue where ${OF_ORDER} and state = 'queued' returning",
        put: 'delete from queue where ${OF_ORDER} returning',
      },
    ],
    kinds: [],
    weights: { openCase: 6, freeze: 40, withdraw: 60 },
    paceMs: [5, 30],
  },
  'share-a-lock': {
    what: 'who looks whether the broker lost its data waits for a lock that the relay never gives back',
    patches: [{ file: 'libs/storage/src/advisory-locks.js', find: 'brokerMark: 730_004', put: 'brokerMark: 730_002' }],
    kinds: ['kill', 'wipe'],
    weights: { ...measures, credit: 60, inquireAll: 8 },
    victims: /^watcher/,
    seconds: 50,
  },
  'approve-without-audit': {
    what: 'an approval leaves no row in the audit',
    patches: [
      {
        file: 'libs/storage/src/orders/approve-order.js',
        find: "await appendAudit(tx, {\n        actor,\n        act: 'approve_order',",
        put: "await (async () => undefined)(tx, {\n        actor,\n        act: 'approve_order',",
      },
    ],
    kinds: [],
    weights: measures,
  },
  'forget-the-key': {
    what: 'a repeated call under the same key acts again',
    patches: [
      {
        file: 'libs/storage/src/idempotency/once.js',
        find: 'if (rowCount === 0) return {\n                reply: await stored(tx, call),\n                repeated: true\n            };',
        put: '',
      },
    ],
    kinds: ['network'],
    weights: calls,
    paceMs: [1, 10],
    wires: /^clients→api$/,
    modes: ['cut'],
  },
};
