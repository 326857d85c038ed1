drop view every_answer;
-- The digest of an answer, as libs/storage/src/answers/outcome-content.ts makes it: of its members in the order of their names.
create function pg_temp.canonical(value jsonb) returns text language plpgsql as $$
begin
  case jsonb_typeof(value)
    when 'object' then
      return '{' || coalesce((select string_agg(to_json(key)::text || ':' || pg_temp.canonical(member), ',' order by key collate "C")
        from jsonb_each(value) as each(key, member)), '') || '}';
    when 'array' then
      return '[' || coalesce((select string_agg(pg_temp.canonical(element), ',' order by place)
        from jsonb_array_elements(value) with ordinality as each(element, place)), '') || ']';
    else return value::text;
  end case;
end $$;
create function pg_temp.digest(content jsonb) returns text language sql as $$
  select left(encode(sha256(convert_to(pg_temp.canonical(
    case when content ->> 'outcome' in ('refused', 'not_applicable')
      then jsonb_strip_nulls(jsonb_build_object('kind', content -> 'kind', 'outcome', content -> 'outcome', 'code', content -> 'reason' -> 'code'))
      else content - 'bankTime' end), 'UTF8')), 'hex'), 32)
$$;
insert into answer (request_id, digest, case_id, attempt, kind, content, received_at)
  select id, pg_temp.digest(answer), case_id, answered_attempt, 'final', answer, final_at from request where answer is not null
  on conflict do nothing;
update request set answer_digest = pg_temp.digest(answer) where answer is not null;
alter table request drop column answer, drop column answered_attempt;
create or replace function ensure_partitions(from_month date, months int) returns void language plpgsql as $$
declare
  parent regclass;
  first date;
begin
  foreach parent in array array['request', 'delivery', 'answer', 'exchange.journal']::regclass[] loop
    for step in 0 .. months - 1 loop
      first := (date_trunc('month', from_month) + make_interval(months => step))::date;
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
  for leaf in select inhrelid::regclass from pg_inherits where inhparent = 'request'::regclass loop
    execute format('alter table %s set (fillfactor = 60)', leaf);
  end loop;
end $$;
