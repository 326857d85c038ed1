drop table lifted_freeze;
drop table bankruptcy_petition;
alter table account_freeze drop column restores;
alter table account_freeze drop column ranks_from;
-- freezes that went on under their enforcement case stay there
drop table case_conversion;
alter table freeze_event drop column told_end;
drop index freeze_by_end_instant;
alter table account_freeze drop column ends_at;
alter table account_freeze drop column told_end;
alter table way_made drop column whole_before;
-- a whole account becomes a freeze of what it holds; the bank's own books keep its extent
alter table account_freeze drop constraint account_freeze_whole_account;
alter table freeze_event drop column whole_account;
alter table account_freeze drop column whole_account;
