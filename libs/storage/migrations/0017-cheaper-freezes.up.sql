-- An event is found by its freeze and by nothing else: its key begins with it. One index less to write, and none on the id alone, by which a plan made
-- while the book was empty would read all of it.
drop index freeze_event_by_freeze;
alter table freeze_event drop constraint freeze_event_pkey, add primary key (freeze_id, id);

-- A freeze takes its case, its order and its party from the row of the order, which has keys to both; looking all three up again, and locking them, cost
-- half of the insert. What is left of a key is that nobody takes its row away, and that is refused for all of a table at once (ADR 17).
alter table account_freeze
  drop constraint account_freeze_case_id_fkey,
  drop constraint account_freeze_order_id_fkey,
  drop constraint account_freeze_party_id_fkey;
create function refuse_removal() returns trigger language plpgsql as $$
begin
  raise exception 'the freeze book names rows of %: none is deleted, and none gets another id', tg_table_name using errcode = 'CK002';
end $$;
create trigger enforcement_case_stays before delete or truncate or update of id on enforcement_case for each statement execute function refuse_removal();
create trigger enforcement_order_stays before delete or truncate or update of id on enforcement_order for each statement execute function refuse_removal();
create trigger party_stays before delete or truncate or update of id on party for each statement execute function refuse_removal();
