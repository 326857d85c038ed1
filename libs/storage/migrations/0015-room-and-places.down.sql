drop index asset_by_place;
create or replace function ensure_partitions(from_month date, months int) returns void language plpgsql as $$
declare
  parent regclass;
  first date;
begin
  foreach parent in array array['request', 'delivery', 'answer', 'exchange.journal']::regclass[] loop
    for step in 0 .. months - 1 loop
      first := (date_trunc('month', from_month) + make_interval(months => step))::date;
      -- a request is updated once, when it becomes final: room on its page spares three index entries
      execute format('create table if not exists %s_%s partition of %s for values from (%L) to (%L) with (fillfactor = %s)',
        parent, to_char(first, 'YYYYMM'), parent, uuid7_floor(first::timestamptz), uuid7_floor((first + interval '1 month')::timestamptz),
        case when parent = 'request'::regclass then 60 else 100 end);
    end loop;
  end loop;
end $$;
do $$
declare
  leaf regclass;
begin
  for leaf in select inhrelid::regclass from pg_inherits where inhparent = 'exchange.journal'::regclass loop
    execute format('alter table %s set (fillfactor = 100)', leaf);
  end loop;
end $$;
