drop index case_stay_to_end;
drop table time_limit_warning;
alter table enforcement_order drop column is_fan_out;
