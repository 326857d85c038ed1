drop index deduction_by_serial;
alter table fund_line drop constraint fund_line_pkey, add primary key (institution, line_id);
alter table fund_line drop column bank_serial;
drop index queue_answer_by;
drop index queue_withdrawn;
alter table queue drop column withdrawn;
