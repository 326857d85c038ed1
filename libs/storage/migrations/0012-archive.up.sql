-- The day a case was over for good: from it runs the time its rows stay in the tables (config/law/retention.yaml).
alter table enforcement_case add column closed_on date,
  add constraint enforcement_case_closed_on check ((state = 'closed') = (closed_on is not null));
create index enforcement_case_by_closing on enforcement_case (closed_on) where state = 'closed';

-- The ledger of the archive: which files hold rows that were taken out of the tables. A file is `writing` while rows may be added to it,
-- `whole` when it was read back and closed, `restored` when its rows are in the tables again.
create table archive_file (
  id uuid primary key,
  name text not null unique,
  table_name text not null,
  month date not null,
  state text not null default 'writing' check (state in ('writing', 'whole', 'restored')),
  schema_version text not null,
  columns text[] not null,
  rows bigint not null default 0,
  bytes bigint not null default 0,
  sha256 text check (length(sha256) = 64),
  made_by text not null,
  made_at timestamptz not null,
  -- the transaction that takes rows out or puts them back now: it alone may delete from an append-only table
  tx xid8,
  check (state = 'writing' or sha256 is not null)
);
create unique index archive_file_writing on archive_file (table_name, month) where state = 'writing';

-- A file is a row of batches, each a gzip member of its own, committed together with the deletion of its rows.
create table archive_batch (
  file_id uuid not null references archive_file (id),
  place int not null check (place > 0),
  rows int not null check (rows > 0),
  bytes int not null check (bytes > 0),
  sha256 text not null check (length(sha256) = 64),
  restored_at timestamptz,
  primary key (file_id, place)
);

-- What a screen says of a case whose older rows are in files.
create table archived_case (
  case_id uuid not null references enforcement_case (id),
  file_id uuid not null references archive_file (id),
  rows bigint not null check (rows > 0),
  primary key (case_id, file_id)
);

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  -- rows leave only into a file, in the one transaction that also writes the ledger
  if tg_op = 'DELETE' and exists (select from archive_file where table_name = tg_table_name and state = 'writing' and tx = pg_current_xact_id()) then
    return null;
  end if;
  raise exception '% is append-only: write a correcting row instead', tg_table_name using errcode = 'CK001';
end $$;
