do $$ begin
  if exists (select from archive_file where state <> 'restored') then
    raise exception 'Rows are in archive files, and only this schema knows which. Put them back first: npm run archive -- --list, then --restore each.';
  end if;
end $$;
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: write a correcting row instead', tg_table_name using errcode = 'CK001';
end $$;
drop table archived_case;
drop table archive_batch;
drop table archive_file;
drop index enforcement_case_by_closing;
alter table enforcement_case drop constraint enforcement_case_closed_on, drop column closed_on;
