-- What a case with terms of interest was last reckoned to owe. A projection: every figure is reckoned again from terms and payments.
create table case_debt (
  case_id uuid primary key references enforcement_case (id),
  reckoned_on date not null,
  target_fen bigint not null check (target_fen >= 0),
  owed_fen bigint not null check (owed_fen >= 0),
  -- by how much it grows from that day to the next
  per_day_fen bigint not null check (per_day_fen >= 0)
);
create index case_debt_by_day on case_debt (reckoned_on);

-- Interest grows and caps do not: what a judge is told the freezes of a case fall short of, and what became of it.
create table top_up_proposal (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  state text not null default 'open' check (state in ('open', 'met', 'dismissed')),
  target_fen bigint not null,
  owed_fen bigint not null,
  caps_fen bigint not null,
  shortfall_fen bigint not null check (shortfall_fen > 0),
  per_day_fen bigint not null,
  proposed_at timestamptz not null,
  proposed_legal_at timestamptz not null,
  closed_by text references person (id),
  closed_at timestamptz,
  closing_reason text,
  check ((state = 'open') = (closed_at is null))
);
create unique index top_up_proposal_open on top_up_proposal (case_id) where state = 'open';
create index top_up_proposal_by_case on top_up_proposal (case_id, proposed_at);

-- A creditor is paid interest too: what may be paid on a claim is reckoned from its terms, not from its principal.
alter table claim drop constraint claim_check;

insert into budget_due (case_id) select distinct c.case_id from claim_terms t join claim c on c.id = t.claim_id on conflict do nothing;
