drop table way_made;
drop table case_stay;
-- what was reparented stays so; those lines fold to nothing and need no kind of their own
alter table freeze_event drop constraint freeze_event_kind_check,
  add constraint freeze_event_kind_check check (kind in ('frozen', 'reported', 'renewed', 'released', 'deducted', 'expired')) not valid;
