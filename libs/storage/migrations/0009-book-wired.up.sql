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
