-- The answer that settled a request stands in the request's own row, which is written again at that moment anyhow: no row of its own, and no key over a
-- digest that only a second answer would be compared with. The table `answer` keeps what else was said: acknowledgements, and final answers that settled
-- nothing (contradictions, effects nobody asked for), and all of the years before.
alter table request add column answer jsonb, add column answered_attempt int;

-- Everything institutions said, wherever it stands. What settled its request has the same digest as the request's row names: none, where it stands there.
create view every_answer as
  select request_id, digest, case_id, attempt, kind, content, received_at from answer
  union all
  select id, null, case_id, answered_attempt, 'final', answer, final_at from request where answer is not null;

-- A request is updated once, when it becomes final, and has its answer from then on: twice as long as before.
create or replace function ensure_partitions(from_month date, months int) returns void language plpgsql as $$
declare
  parent regclass;
  first date;
begin
  foreach parent in array array['request', 'delivery', 'answer', 'exchange.journal']::regclass[] loop
    for step in 0 .. months - 1 loop
      first := (date_trunc('month', from_month) + make_interval(months => step))::date;
      -- room on its page spares index entries
      execute format('create table if not exists %s_%s partition of %s for values from (%L) to (%L) with (fillfactor = %s)',
        parent, to_char(first, 'YYYYMM'), parent, uuid7_floor(first::timestamptz), uuid7_floor((first + interval '1 month')::timestamptz),
        case parent when 'request'::regclass then 33 when 'exchange.journal'::regclass then 14 else 100 end);
    end loop;
  end loop;
end $$;
do $$
declare
  leaf regclass;
begin
  for leaf in select inhrelid::regclass from pg_inherits where inhparent = 'request'::regclass loop
    execute format('alter table %s set (fillfactor = 33)', leaf);
  end loop;
end $$;
