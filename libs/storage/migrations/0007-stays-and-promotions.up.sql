-- What stops the disposal of a debtor's property while freezes stay (R7.2). It ends by an act, also where its last day is over.
create table case_stay (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  -- the debtor it is about; all of the case where none is named
  party_id uuid references party (id),
  kind text not null,
  rule text not null,
  -- measures that wait meanwhile, as the law had it when the stay began
  bars text[] not null check (cardinality(bars) > 0),
  from_date date not null,
  until_date date,
  reason text not null,
  document_id uuid not null references document (id),
  begun_by text not null references person (id),
  begun_at timestamptz not null,
  ended_on date,
  ended_by text references person (id),
  ending_reason text,
  ending_document_id uuid references document (id),
  check (until_date >= from_date),
  check (num_nulls(ended_on, ended_by, ending_reason, ending_document_id) in (0, 4))
);
create index case_stay_open on case_stay (case_id) where ended_on is null;
create index case_stay_by_case on case_stay (case_id, id);

-- Freezes that gave way to others on their account and whose juniors are still to be told (R2.2-3, R2.2-4). The figures before the change are
-- kept, since the book has those after it. Whoever changes a freeze adds the row; control takes it, holding the cases of the juniors.
create table way_made (
  id bigint generated always as identity primary key,
  account_key bigint not null,
  freeze_id uuid not null references account_freeze (id),
  made_by text not null check (made_by in ('released', 'deducted', 'expired')),
  cap_before_fen bigint not null check (cap_before_fen >= 0),
  caught_before_fen bigint not null check (caught_before_fen >= 0),
  cap_fen bigint not null check (cap_fen >= 0),
  taken_fen bigint not null check (taken_fen >= 0)
);
create index way_made_by_account on way_made (account_key, id);

-- A freeze under another file of the same court: 财保 to 执 to 执恢 (R2.1-7). Nothing else about it changes.
alter table freeze_event drop constraint freeze_event_kind_check,
  add constraint freeze_event_kind_check check (kind in ('frozen', 'reported', 'renewed', 'released', 'deducted', 'expired', 'reparented'));
