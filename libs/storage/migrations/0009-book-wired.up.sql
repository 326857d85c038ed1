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
