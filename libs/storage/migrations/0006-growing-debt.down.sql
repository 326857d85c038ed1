alter table claim add constraint claim_check check (paid_fen <= principal_fen) not valid;
drop table top_up_proposal;
drop table case_debt;
