-- Further names and numbers under which institutions may know a party (曾用名, passports): each row a pair to be asked for (R10.2). The pair the
-- case was opened with stays in party.
create table party_identity (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  party_id uuid not null references party (id),
  kind text not null check (kind in ('former_name', 'corrected_name', 'other_number')),
  name text not null,
  id_type text not null check (id_type in ('citizen_id', 'unified_credit_code', 'organisation_code', 'passport', 'other')),
  id_number text not null,
  id_numbers text[] not null check (cardinality(id_numbers) > 0),
  reason text not null,
  document_id uuid not null references document (id),
  added_by text not null references person (id),
  added_at timestamptz not null,
  unique (party_id, name, id_type, id_number)
);
create index party_identity_by_case on party_identity (case_id, party_id, id);
create index party_identity_by_number on party_identity using gin (id_numbers);

-- Under which of them an institution is asked; null is the pair of the party itself. Never changed, so that what is sent again is the same.
alter table request add column identity_id uuid;
-- Under which of them the account or thing was reported last.
alter table asset add column identity_id uuid;

-- What an institution said of a person that is not who the case is about: its customer has another name, or it names another holder. A person looks.
create table identity_doubt (
  id uuid primary key,
  case_id uuid not null references enforcement_case (id),
  party_id uuid not null references party (id),
  institution text not null,
  kind text not null check (kind in ('name_mismatch', 'other_holder')),
  -- the account or thing; empty for a name, which is about everything there
  asset_key text not null default '',
  -- whom the institution names
  holders jsonb not null default '[]',
  request_id uuid not null,
  opened_at timestamptz not null,
  opened_legal_at timestamptz not null,
  -- answered: the institution has told under another of his names
  verdict text check (verdict in ('debtors', 'not_debtors', 'answered')),
  closed_by text references person (id),
  closed_at timestamptz,
  reason text,
  document_id uuid references document (id),
  check (num_nulls(verdict, closed_at) in (0, 2)),
  check (verdict = 'answered' or num_nulls(verdict, closed_by, reason, document_id) in (0, 4))
);
create unique index identity_doubt_open on identity_doubt (case_id, party_id, institution, kind, asset_key) where closed_at is null;
create index identity_doubt_by_case on identity_doubt (case_id, id);

-- What a person knows of an account beyond the bank's report: that wages come in on it, that it is held jointly, that a business lives on it.
create table account_mark (
  id bigint generated always as identity primary key,
  institution text not null,
  account text not null,
  mark text not null check (mark in ('salary_fed', 'joint', 'operating')),
  case_id uuid not null references enforcement_case (id),
  reason text not null,
  document_id uuid not null references document (id),
  set_by text not null references person (id),
  set_at timestamptz not null,
  removed_by text references person (id),
  removed_at timestamptz,
  removing_reason text,
  check (num_nulls(removed_by, removed_at, removing_reason) in (0, 3))
);
create unique index account_mark_in_force on account_mark (institution, account, mark) where removed_at is null;
create index account_mark_by_case on account_mark (case_id);

-- Listed shares are found at their registry and frozen by number (R2.4-3).
alter table asset drop constraint asset_kind_check,
  add constraint asset_kind_check check (kind in ('account', 'real_estate', 'vehicle', 'shares'));
