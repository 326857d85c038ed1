-- Orders the budget of a case drafts by itself; a person approves them like any other.
alter table enforcement_order drop constraint enforcement_order_cause_check,
  add constraint enforcement_order_cause_check check (cause in ('judge', 'bulk', 'statutory', 'finding', 'withdrawal', 'budget'));

-- Cases whose freezes or debt changed since the budget was last looked at. Whoever changes a freeze adds the case, holding its lock.
create table budget_due (
  case_id uuid primary key references enforcement_case (id)
);

-- Money caught above the debt: from the bank's act to our release (R2.4-1, R2.4-5). Never struck out.
create table budget_excess (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  from_at timestamptz not null,
  to_at timestamptz,
  -- the most it came to
  amount_fen bigint not null check (amount_fen > 0),
  cause text not null check (cause in ('caught_more', 'target_fell')),
  release_order_id uuid references enforcement_order (id),
  check (to_at is null or to_at >= from_at)
);
create unique index budget_excess_open on budget_excess (case_id) where to_at is null;
create index budget_excess_by_case on budget_excess (case_id, from_at);

-- The ladder of a term that ends: who was told when, and who said that they know (R2.1-4). A renewed freeze has another end and another ladder.
create table expiry_warning (
  freeze_id uuid not null references account_freeze (id),
  until_date date not null,
  days int not null check (days > 0),
  case_id uuid not null references enforcement_case (id),
  due_on date not null,
  -- last working day on which a renewal leaves the institution its time
  renew_by date not null,
  tell text[] not null,
  alarm boolean not null,
  raised_at timestamptz not null,
  raised_legal_at timestamptz not null,
  acknowledged_by text references person (id),
  acknowledged_at timestamptz,
  acknowledgement text,
  primary key (freeze_id, until_date, days)
);
create index expiry_warning_by_case on expiry_warning (case_id);
