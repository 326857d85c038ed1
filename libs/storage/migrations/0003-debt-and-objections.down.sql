drop table order_paper;
alter table document drop column sm3;
drop table living_cost_reserve;
drop table exempt_override;
drop table objection;
drop table part_payment;
drop table claim_terms;
