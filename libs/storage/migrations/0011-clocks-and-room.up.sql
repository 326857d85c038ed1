-- Each account of this order may be frozen for all that is owed (R2.4-5): asked again when it is approved.
alter table enforcement_order add column is_fan_out boolean not null default false;

-- The ladder of a time limit of the court's own: an answer to an objection, the end of a stay. `subject_id` is the objection or the stay; a limit with
-- another last day begins another ladder.
create table time_limit_warning (
  subject_id uuid not null,
  last_day date not null,
  -- before the last day; below zero after it
  days int not null,
  kind text not null check (kind in ('objection_answer', 'stay_end')),
  case_id uuid not null references enforcement_case (id),
  due_on date not null,
  tell text[] not null check (cardinality(tell) > 0),
  alarm boolean not null,
  raised_at timestamptz not null,
  raised_legal_at timestamptz not null,
  acknowledged_by text references person (id),
  acknowledged_at timestamptz,
  acknowledgement text,
  primary key (subject_id, last_day, days),
  check (num_nulls(acknowledged_by, acknowledged_at, acknowledgement) in (0, 3))
);
create index time_limit_warning_by_case on time_limit_warning (case_id);
create index case_stay_to_end on case_stay (until_date) where ended_on is null;

-- A stay of one bank account or registered thing alone, beside the case and the debtor: a third party claims this one (R7.2-2).
alter table case_stay add column institution text, add column account text, add column account_key bigint,
  add constraint case_stay_account_check check (num_nulls(institution, account, account_key) in (0, 3)),
  add constraint case_stay_scope_check check (party_id is null or account_key is null);

-- Up to which change of its freezes the budget of a case has been looked at: what came and went between two looks is read from the book.
create table budget_mark (
  case_id uuid primary key references enforcement_case (id),
  freeze_event_id bigint not null,
  kept_at timestamptz not null
);
insert into budget_mark (case_id, freeze_event_id, kept_at)
  select f.case_id, max(e.id), now() from freeze_event e join account_freeze f on f.id = e.freeze_id group by f.case_id;
