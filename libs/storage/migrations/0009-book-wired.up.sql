-- A freeze of the whole account (只收不付, R1.7-5, R2.3-2): it has no cap, so its cap is whatever it holds at present.
alter table account_freeze add column whole_account boolean not null default false;
alter table freeze_event add column whole_account boolean not null default false;
alter table account_freeze add constraint account_freeze_whole_account check (not whole_account or kind = 'account' and (caught_fen = cap_fen or state <> 'active'));
alter table way_made add column whole_before boolean not null default false;

-- The instant at which a freeze ends by itself (R2.1-4): to the minute where the bank tells it (R1.8-4), else when its last day is over.
alter table account_freeze add column told_end timestamptz;
alter table account_freeze add column ends_at timestamptz not null
  generated always as (coalesce(told_end, (until_date + 1)::timestamp at time zone 'Asia/Shanghai')) stored;
create index freeze_by_end_instant on account_freeze (ends_at) where state = 'active';
alter table freeze_event add column told_end timestamptz;

-- Preservation that turned into enforcement by itself (R2.1-7, 财产保全规定 art. 17): from the day the enforcement case is opened its freezes go on
-- under that file. `due` while there may be freezes to take over; control does it.
create table case_conversion (
  preservation_case_id uuid primary key references enforcement_case (id),
  enforcement_case_id uuid not null references enforcement_case (id) check (enforcement_case_id <> preservation_case_id),
  linked_by text not null references person (id),
  linked_at timestamptz not null,
  due boolean not null default true,
  looked_at timestamptz
);
create index case_conversion_due on case_conversion (looked_at nulls first) where due;
create index case_conversion_by_enforcement on case_conversion (enforcement_case_id);

-- Since when a freeze ranks, where it took over the rank of another: of one lifted for a petition that was refused (R7.2-6), of an investigators'
-- freeze the court goes on with (R2.1-9, R7.2-12). As the bank told it; empty: its own service (R2.2-1).
alter table account_freeze add column ranks_from timestamptz;
alter table account_freeze add column restores uuid references account_freeze (id);

-- A bankruptcy petition against a debtor of a case: accepted, its measures are lifted; refused, they come back in their rank (R7.2-6).
create table bankruptcy_petition (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  party_id uuid not null references party (id),
  stay_id uuid not null references case_stay (id),
  -- what lifts the measures; empty where there were none
  release_order_id uuid references enforcement_order (id),
  restoring_order_id uuid references enforcement_order (id),
  accepted_on date not null,
  reason text not null,
  document_id uuid not null references document (id),
  filed_by text not null references person (id),
  filed_at timestamptz not null,
  refused_on date check (refused_on >= accepted_on),
  refusal_reason text,
  refusal_document_id uuid references document (id),
  refused_by text references person (id),
  check (num_nulls(refused_on, refusal_reason, refusal_document_id, refused_by) in (0, 4))
);
create unique index bankruptcy_petition_open on bankruptcy_petition (case_id, party_id) where refused_on is null;
create index bankruptcy_petition_by_case on bankruptcy_petition (case_id, id);

-- The ranks at the acceptance, to come back to; nothing of it changes.
create table lifted_freeze (
  petition_id uuid not null references bankruptcy_petition (id),
  freeze_id uuid not null references account_freeze (id),
  rank int not null check (rank >= 1),
  served_at timestamptz not null,
  cap_fen bigint not null check (cap_fen >= 0),
  caught_fen bigint not null check (caught_fen >= 0),
  whole_account boolean not null,
  primary key (petition_id, freeze_id)
);
create trigger lifted_freeze_append_only before update or delete or truncate on lifted_freeze for each statement execute function refuse_change();
