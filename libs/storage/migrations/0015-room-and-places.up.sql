-- A line of the journal is written twice: as the right to send, and again with the outcome, which makes it six times as long. With room for that on
-- its page no index entry is written anew, and what it leaves behind is taken up on the spot.
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
        case parent when 'request'::regclass then 60 when 'exchange.journal'::regclass then 14 else 100 end);
    end loop;
  end loop;
end $$;
do $$
declare
  leaf regclass;
begin
  for leaf in select inhrelid::regclass from pg_inherits where inhparent = 'exchange.journal'::regclass loop
    execute format('alter table %s set (fillfactor = 14)', leaf);
  end loop;
end $$;

-- What a bank told of an account is looked up by the account, in whichever case it was asked: with every freeze that is ordered.
create index asset_by_place on asset (institution, asset_key);
