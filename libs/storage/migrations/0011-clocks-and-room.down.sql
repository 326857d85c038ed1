drop table budget_mark;
-- of one account alone: without the column it would stay all of the case
delete from case_stay where account_key is not null;
alter table case_stay drop column account_key, drop column account, drop column institution;
drop index case_stay_to_end;
drop table time_limit_warning;
alter table enforcement_order drop column is_fan_out;
