-- What a title orders in detail, as a judge last entered it; earlier versions stay.
create table claim_terms (
  claim_id uuid not null references claim (id),
  version int not null check (version > 0),
  terms jsonb not null,
  reason text not null,
  document_id uuid not null references document (id),
  set_by text not null references person (id),
  set_at timestamptz not null,
  primary key (claim_id, version)
);

-- Parts paid otherwise than through our own deductions: to the creditor, at an auction, by set-off.
create table part_payment (
  id uuid primary key,
  claim_id uuid not null references claim (id),
  paid_on date not null,
  amount_fen bigint not null check (amount_fen > 0),
  means text not null check (means in ('performance', 'deduction', 'income_withdrawal', 'auction', 'set_off', 'other')),
  reason text not null,
  document_id uuid not null references document (id),
  noted_by text not null references person (id),
  noted_at timestamptz not null
);
create index part_payment_by_claim on part_payment (claim_id);

-- A bank holds a measure on an account to be unlawful (R1.3-3). While one is open or upheld nothing is taken from the account.
create table objection (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  institution text not null,
  account text not null,
  account_key bigint not null,
  state text not null default 'open' check (state in ('open', 'withdrawn', 'upheld', 'rejected')),
  grounds text not null,
  received_on date not null,
  answer_by date not null,
  document_id uuid not null references document (id),
  filed_by text not null references person (id),
  filed_at timestamptz not null,
  closed_on date,
  closed_by text references person (id),
  closing_reason text,
  closing_document_id uuid references document (id)
);
create index objection_by_case on objection (case_id);
create index objection_barring on objection (account_key) where state in ('open', 'upheld');
create index objection_to_answer on objection (answer_by) where state = 'open';

-- Who let a measure touch exempt money all the same, why, for what and on which document (section 3).
create table exempt_override (
  id bigint generated always as identity primary key,
  order_id uuid not null references enforcement_order (id),
  case_id uuid not null references enforcement_case (id),
  institution text not null,
  account_key bigint not null,
  act text not null check (act in ('freeze', 'deduct')),
  rule text not null,
  class_code text not null,
  purpose text,
  reason text not null,
  document_id uuid not null references document (id),
  decided_by text not null references person (id),
  decided_at timestamptz not null
);
create index exempt_override_by_case on exempt_override (case_id);
create trigger exempt_override_append_only before update or delete or truncate on exempt_override for each statement execute function refuse_change();

-- What a debtor and those he maintains need to live, once over all his accounts (R3-24); the newest row of a party is in force.
create table living_cost_reserve (
  id bigint generated always as identity primary key,
  party_id uuid not null references party (id),
  city text not null,
  year int not null,
  monthly_fen bigint not null check (monthly_fen > 0),
  people int not null check (people > 0),
  months int not null check (months > 0),
  reserve_fen bigint not null check (reserve_fen = monthly_fen * people * months),
  is_example boolean not null,
  reason text not null,
  document_id uuid not null references document (id),
  set_by text not null references person (id),
  set_at timestamptz not null
);
create index living_cost_reserve_by_party on living_cost_reserve (party_id, id);

alter table document add column sm3 text check (length(sm3) = 64);

-- The papers made for an order; `institution` where one is for the eyes of that institution alone.
create table order_paper (
  order_id uuid not null references enforcement_order (id),
  document_id uuid not null references document (id),
  institution text,
  primary key (order_id, document_id)
);
