drop trigger party_stays on party;
drop trigger enforcement_order_stays on enforcement_order;
drop trigger enforcement_case_stays on enforcement_case;
drop function refuse_removal();
alter table account_freeze
  add constraint account_freeze_case_id_fkey foreign key (case_id) references enforcement_case (id),
  add constraint account_freeze_order_id_fkey foreign key (order_id) references enforcement_order (id),
  add constraint account_freeze_party_id_fkey foreign key (party_id) references party (id);
alter table freeze_event drop constraint freeze_event_pkey, add primary key (id);
create index freeze_event_by_freeze on freeze_event (freeze_id, id);
