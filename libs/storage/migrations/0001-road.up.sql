-- The road: cases, orders, requests, answers, freezes, funds. Money is fen (bigint). Times are parameters, never now().

create table person (
  id text primary key,
  name text not null,
  role text not null check (role in ('judge', 'approver', 'clerk', 'finance', 'operator', 'auditor', 'service')),
  court_code text
);

create table enforcement_case (
  id uuid primary key,
  case_number text not null unique,
  court_code text not null,
  court_name text not null,
  cause text not null,
  state text not null default 'open' check (state in ('open', 'dormant', 'resumed', 'closed')),
  filed_on date not null,
  dormant_on date,
  resumed_number text unique,
  resumed_on date,
  judge_id text not null references person (id),
  -- what is to be enforced: set from the claims, changed only by a ruling that says why
  target_fen bigint not null check (target_fen >= 0),
  import_key text unique,
  created_at timestamptz not null,
  created_by text not null references person (id)
);
create index enforcement_case_by_state on enforcement_case (state, id);

create table party (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  role text not null check (role in ('creditor', 'debtor')),
  kind text not null check (kind in ('person', 'organisation')),
  name text not null,
  id_type text not null check (id_type in ('citizen_id', 'unified_credit_code', 'organisation_code', 'passport', 'other')),
  id_number text not null,
  -- every form to be asked for, the 15-digit one too
  id_numbers text[] not null,
  -- where a creditor is paid
  payee_bank_name text,
  payee_bank_code text,
  payee_account text,
  created_at timestamptz not null
);
create index party_by_case on party (case_id);
create index party_by_number on party using gin (id_numbers);

create table claim (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  creditor_id uuid not null references party (id),
  principal_fen bigint not null check (principal_fen > 0),
  title text not null,
  doubled_interest_waived boolean not null default false,
  paid_fen bigint not null default 0 check (paid_fen >= 0 and paid_fen <= principal_fen)
);
create index claim_by_case on claim (case_id);

create table document (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  kind text not null check (kind in ('ruling', 'notice', 'title', 'waiver', 'officer_card', 'evidence', 'other')),
  number text,
  name text not null,
  media_type text not null,
  sha256 text not null check (length(sha256) = 64),
  content bytea not null,
  created_at timestamptz not null,
  created_by text not null references person (id)
);
create index document_by_case on document (case_id);

create table enforcement_order (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  party_id uuid references party (id),
  measure text not null check (measure in ('inquire', 'freeze', 'renew', 'release', 'deduct', 'seal', 'pay')),
  priority text not null check (priority in ('urgent', 'judge', 'bulk', 'statutory')),
  state text not null check (state in ('draft', 'awaiting_approval', 'rejected', 'running', 'partly_answered', 'suspended', 'complete', 'complete_with_silence', 'withdrawn')),
  -- ruling and notice number, documents, officers: what each measure demands (CPL 253)
  legal_basis jsonb not null,
  -- one entry per request to be: institution, task
  targets jsonb not null,
  cause text not null default 'judge' check (cause in ('judge', 'bulk', 'statutory', 'finding', 'withdrawal')),
  -- a release that undoes a withdrawn freeze waits for its outcome
  linked_order_id uuid references enforcement_order (id),
  set_id uuid,
  answer_by timestamptz not null,
  placed_by text not null references person (id),
  placed_at timestamptz not null,
  placed_legal_at timestamptz not null,
  approved_by text references person (id),
  approved_at timestamptz,
  closed_at timestamptz,
  check (approved_by is null or approved_by <> placed_by or cause in ('statutory', 'withdrawal'))
);
create index enforcement_order_by_case on enforcement_order (case_id, id);
create index enforcement_order_by_state on enforcement_order (state, id) where state in ('awaiting_approval', 'running', 'partly_answered', 'suspended');
create index enforcement_order_by_set on enforcement_order (set_id) where set_id is not null;

-- One row per institution asked. Updated twice in its life: inserted, and made final. What lives in between is in queue.
create table request (
  id uuid not null,
  order_id uuid not null,
  case_id uuid not null,
  institution text not null,
  measure text not null,
  task jsonb not null,
  state text not null default 'open' check (state in ('open', 'executed', 'executed_in_part', 'refused', 'not_applicable', 'withdrawn', 'expired')),
  outcome text check (outcome in ('found', 'nothing')),
  answer_digest text,
  created_at timestamptz not null,
  final_at timestamptz,
  primary key (id)
) partition by range (id);
create index request_by_order on request (order_id);
create index request_by_case on request (case_id, measure);

-- Live work: one row per non-final request, deleted when final. Narrow; what changes is not indexed but in the small partial indexes.
create table queue (
  request_id uuid primary key,
  seq bigint generated always as identity,
  order_id uuid not null,
  case_id uuid not null,
  institution text not null,
  measure text not null,
  -- digest of institution and account: at most one measure per account is in flight
  account_key bigint,
  due_at timestamptz not null,
  answer_by timestamptz not null,
  state text not null default 'queued' check (state in ('queued', 'dispatched', 'acknowledged', 'unconfirmed', 'needs_attention')),
  stayed boolean not null default false,
  attempt int not null default 0,
  -- attempts that cost something: an open breaker or a closed door does not count
  tries int not null default 0,
  not_before timestamptz,
  not_after timestamptz,
  lease_until timestamptz,
  check_at timestamptz,
  rounds int not null default 0,
  last_cause text,
  dispatched_at timestamptz
) with (fillfactor = 60);
create index queue_claim on queue (institution, due_at, seq) where state = 'queued';
create index queue_account on queue (account_key, seq) where account_key is not null;
create index queue_in_flight on queue (institution, lease_until) where state = 'dispatched';
create index queue_to_check on queue (check_at) where state in ('acknowledged', 'unconfirmed');
create index queue_attention on queue (request_id) where state = 'needs_attention';
create index queue_by_order on queue (order_id);

-- Why a request needs a person, and how it ended.
create table attention (
  id uuid primary key,
  request_id uuid not null,
  case_id uuid not null,
  institution text not null,
  reason text not null check (reason in ('contradiction', 'unreadable', 'rounds_exhausted', 'impossible_answer', 'dead_letter', 'unknown_doubted')),
  detail text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by text references person (id),
  way_out text check (way_out in ('confirmed_by_hand', 'answered', 'sent_again', 'cancelled')),
  closing_reason text,
  document_id uuid references document (id)
);
create unique index attention_open on attention (request_id) where closed_at is null;

create table delivery (
  request_id uuid not null,
  attempt int not null,
  reached text not null check (reached in ('no', 'maybe')),
  cause text not null,
  at timestamptz not null
) partition by range (request_id);
create index delivery_by_request on delivery (request_id);

create table answer (
  request_id uuid not null,
  digest text not null,
  case_id uuid not null,
  attempt int not null,
  kind text not null check (kind in ('final', 'acknowledged')),
  content jsonb not null,
  received_at timestamptz not null,
  primary key (request_id, digest)
) partition by range (request_id);

-- What inquiries found: the newest report per account or asset, always with the time it was true.
create table asset (
  case_id uuid not null,
  party_id uuid not null,
  institution text not null,
  asset_key text not null,
  kind text not null check (kind in ('account', 'real_estate', 'vehicle')),
  content jsonb not null,
  balance_fen bigint,
  available_fen bigint,
  as_of timestamptz not null,
  request_id uuid not null,
  primary key (case_id, party_id, institution, asset_key)
);

create table account_freeze (
  -- the id of the freeze request: the bank knows the freeze by it
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  order_id uuid not null references enforcement_order (id),
  party_id uuid not null references party (id),
  institution text not null,
  kind text not null default 'account' check (kind in ('account', 'asset')),
  -- account number, or the registry's asset id for a seal (cap 0)
  account text not null,
  account_key bigint not null,
  state text not null check (state in ('active', 'released', 'expired', 'exhausted')),
  cap_fen bigint not null check (cap_fen >= 0),
  caught_fen bigint not null check (caught_fen >= 0),
  deducted_fen bigint not null default 0 check (deducted_fen >= 0),
  from_date date not null,
  until_date date not null,
  -- the figures above were reported by the bank at this time
  reported_at timestamptz not null,
  -- somebody wants to know the present figures: a judge asked, or money arrived on the account
  position_wanted_at timestamptz,
  position_asked_at timestamptz,
  check (caught_fen <= cap_fen)
);
create index freeze_position_wanted on account_freeze (position_wanted_at) where position_wanted_at is not null;
create index freeze_by_case on account_freeze (case_id);
create index freeze_by_account on account_freeze (account_key);
create index freeze_by_end on account_freeze (until_date) where state = 'active';

-- The book is a fold over these rows; book:verify rebuilds it.
create table freeze_event (
  id bigint generated always as identity primary key,
  freeze_id uuid not null,
  case_id uuid not null,
  kind text not null check (kind in ('frozen', 'reported', 'renewed', 'released', 'deducted', 'expired')),
  cap_fen bigint not null,
  caught_fen bigint not null,
  amount_fen bigint not null default 0,
  until_date date not null,
  state text not null,
  -- 'reported' by the bank at that time, or 'computed' by us
  source text not null check (source in ('reported', 'computed')),
  true_at timestamptz not null,
  request_id uuid,
  unique (freeze_id, kind, request_id, true_at)
);
create index freeze_event_by_freeze on freeze_event (freeze_id, id);

-- Money on its way to the creditors: sent by the bank, then received on the case-fund account, then paid out.
create table deduction (
  request_id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  order_id uuid not null,
  freeze_id uuid not null references account_freeze (id),
  amount_fen bigint not null check (amount_fen > 0),
  sent_at timestamptz not null,
  bank_serial text,
  received_fen bigint not null default 0,
  received_at timestamptz,
  line_id text
);
create index deduction_by_case on deduction (case_id);

create table fund_line (
  institution text not null,
  line_id text not null,
  fund_account text not null,
  direction text not null check (direction in ('credit', 'debit')),
  amount_fen bigint not null check (amount_fen > 0),
  booked_at timestamptz not null,
  reference text,
  case_id uuid references enforcement_case (id),
  matched_request_id uuid,
  received_at timestamptz not null,
  primary key (institution, line_id)
);
create index fund_line_unmatched on fund_line (received_at) where matched_request_id is null;
create index fund_line_by_case on fund_line (case_id);

create table payment (
  request_id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  order_id uuid not null,
  claim_id uuid not null references claim (id),
  amount_fen bigint not null check (amount_fen > 0),
  state text not null default 'ordered' check (state in ('ordered', 'paid', 'refused')),
  paid_at timestamptz,
  bank_serial text
);
create index payment_by_case on payment (case_id);

-- The outbox and the resume log. Writers hold the case row, so events of one case commit in order of id.
create table event (
  id bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  kind text not null,
  case_id uuid not null,
  order_id uuid,
  subject_id text,
  actor text not null,
  at timestamptz not null,
  legal_at timestamptz not null,
  data jsonb not null default '{}'
);
create index event_by_case on event (case_id, id);
create index event_by_tx on event (tx, id);

create table relay_position (
  name text primary key,
  tx xid8 not null,
  event_id bigint not null
);

-- Acts of persons and named services, and exceptional transitions.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  legal_at timestamptz not null,
  actor text not null,
  role text not null,
  act text not null,
  case_id uuid,
  subject_kind text not null,
  subject_id text not null,
  reason text,
  facts jsonb not null default '{}',
  correlation_id text
);
create index audit_by_case on audit (case_id, id);
create index audit_by_actor on audit (actor, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: write a correcting row instead', tg_table_name using errcode = 'CK001';
end $$;
create trigger audit_append_only before update or delete or truncate on audit for each statement execute function refuse_change();
create trigger event_append_only before update or delete or truncate on event for each statement execute function refuse_change();
create trigger freeze_event_append_only before update or delete or truncate on freeze_event for each statement execute function refuse_change();

create table idempotency (
  key text not null,
  actor text not null,
  route text not null,
  body_digest text not null,
  status int,
  response jsonb,
  created_at timestamptz not null,
  primary key (actor, route, key)
);
create index idempotency_by_age on idempotency (created_at);

create table dead_letter (
  id uuid primary key,
  topic text not null,
  message_key text,
  payload bytea not null,
  reason text not null,
  detail text not null,
  state text not null default 'open' check (state in ('open', 'replayed', 'discarded')),
  at timestamptz not null,
  closed_at timestamptz,
  closed_by text references person (id),
  closing_reason text
);
create index dead_letter_open on dead_letter (id) where state = 'open';

-- Stop switches: a stage ('dispatch', 'answers', 'watch', 'relay') or 'institution:<code>'. No row = on.
create table switch (
  scope text primary key,
  is_on boolean not null,
  reason text not null,
  set_by text not null references person (id),
  set_at timestamptz not null
);

-- Written by the adapter that owns the institution; control's claim locks these rows.
create table institution_flow (
  institution text primary key,
  adapter_group text not null,
  window_size int not null check (window_size >= 0),
  urgent_share numeric(4, 3) not null default 0.1,
  breaker text not null default 'closed' check (breaker in ('closed', 'open', 'half_open')),
  open_until timestamptz,
  lease_ms int not null check (lease_ms > 0),
  updated_at timestamptz not null
);

create table legal_clock (
  only_row boolean primary key default true check (only_row),
  offset_ms bigint not null,
  version bigint not null,
  set_by text not null,
  set_at timestamptz not null
);
insert into legal_clock (offset_ms, version, set_by, set_at) values (0, 1, 'migration', '2026-01-01T00:00:00Z');

create table live_process (
  id uuid primary key,
  app text not null,
  replica text not null,
  clock_version bigint not null,
  seen_at timestamptz not null
);

create table watch (
  id uuid primary key,
  case_id uuid not null unique references enforcement_case (id),
  anchor date not null,
  until date not null,
  state text not null default 'watching' check (state in ('watching', 'ended')),
  ended_reason text,
  created_at timestamptz not null
);

create table watch_slot (
  watch_id uuid not null references watch (id),
  slot int not null check (slot between 1 and 10),
  due_on date not null,
  order_ids uuid[] not null default '{}',
  state text not null default 'waiting' check (state in ('waiting', 'asked', 'answered', 'late')),
  answered_on date,
  primary key (watch_id, slot)
);
create index watch_slot_waiting on watch_slot (due_on) where state in ('waiting', 'asked');
create index watch_slot_late on watch_slot (due_on) where state = 'late' and answered_on is null;

create table credit (
  institution text not null,
  credit_id text not null,
  notice_id text not null,
  account text not null,
  amount_fen bigint not null,
  available_fen bigint not null,
  booked_at timestamptz not null,
  received_at timestamptz not null,
  matched boolean not null,
  primary key (institution, credit_id)
);

create table finding (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  party_id uuid not null references party (id),
  kind text not null check (kind in ('credit', 'inquiry')),
  level text not null check (level in ('info', 'review', 'freeze_now')),
  state text not null default 'open' check (state in ('open', 'resumed', 'dismissed')),
  amount_fen bigint not null,
  evidence jsonb not null,
  found_at timestamptz not null,
  found_legal_at timestamptz not null,
  closed_by text references person (id),
  closed_at timestamptz,
  closing_reason text
);
create unique index finding_open on finding (case_id, party_id) where state = 'open';

create table import_run (
  id uuid primary key,
  file_digest text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  by_person text not null references person (id),
  rows_read int not null default 0,
  cases_created int not null default 0,
  cases_known int not null default 0,
  rows_refused int not null default 0
);

create table import_refusal (
  run_id uuid not null references import_run (id),
  line int not null,
  field text not null,
  code text not null,
  message text not null
);
create index import_refusal_by_run on import_refusal (run_id, line);

-- The adapters' own schema: front machines at banks need not reach the court's database.
create schema exchange;

-- Inserting (request, attempt) is the right to send a measure. Who did not insert never sends.
create table exchange.journal (
  request_id uuid not null,
  attempt int not null,
  kind text not null check (kind in ('intent', 'void')),
  case_id uuid not null,
  institution text not null,
  written_at timestamptz not null,
  outcome jsonb,
  outcome_at timestamptz,
  -- an answer nobody could read, kept whole
  raw bytea,
  primary key (request_id, attempt)
) partition by range (request_id);

-- Notices of institutions, stored before they are acknowledged; produced to Kafka after.
create table exchange.notice (
  institution text not null,
  notice_id text not null,
  kind text not null check (kind in ('answers', 'credits')),
  body jsonb not null,
  received_at timestamptz not null,
  produced_at timestamptz,
  primary key (institution, kind, notice_id)
);
create index notice_to_produce on exchange.notice (received_at) where produced_at is null;

create table exchange.statement_cursor (
  institution text not null,
  fund_account text not null,
  cursor text not null,
  primary key (institution, fund_account)
);

-- Partitions by the month a UUIDv7 was made in: its first 48 bits are milliseconds.
create function uuid7_floor(at timestamptz) returns uuid language sql stable as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

create function ensure_partitions(from_month date, months int) returns void language plpgsql as $$
declare
  parent regclass;
  first date;
begin
  foreach parent in array array['request', 'delivery', 'answer', 'exchange.journal']::regclass[] loop
    for step in 0 .. months - 1 loop
      first := (date_trunc('month', from_month) + make_interval(months => step))::date;
      -- a request is updated once, when it becomes final: room on its page spares three index entries
      execute format('create table if not exists %s_%s partition of %s for values from (%L) to (%L) with (fillfactor = %s)',
        parent, to_char(first, 'YYYYMM'), parent, uuid7_floor(first::timestamptz), uuid7_floor((first + interval '1 month')::timestamptz),
        case when parent = 'request'::regclass then 60 else 100 end);
    end loop;
  end loop;
end $$;
