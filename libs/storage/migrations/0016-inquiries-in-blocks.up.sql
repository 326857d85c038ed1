-- A row of the queue may stand for many inquiries to one institution: a block. Its request_id is an id of its own, which its requests name; what it
-- does not share with them (order, case) it does not have. Once one of them goes another way than the others, each gets a row of its own.
alter table request add column block_id uuid;
alter table queue add column inquiries uuid[], add column open int not null default 1 check (open > 0),
  alter column order_id drop not null,
  alter column case_id drop not null,
  add constraint queue_block check (case when inquiries is null then num_nulls(order_id, case_id) = 0 and open = 1
    else measure = 'inquire' and not urgent and num_nonnulls(order_id, case_id, account_key) = 0 end);
-- a block is rewritten with every answer: its list stays where it is
alter table queue alter column inquiries set storage external;
