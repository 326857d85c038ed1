drop table expiry_warning;
drop table budget_excess;
drop table budget_due;
alter table enforcement_order drop constraint enforcement_order_cause_check,
  add constraint enforcement_order_cause_check check (cause in ('judge', 'bulk', 'statutory', 'finding', 'withdrawal')) not valid;
