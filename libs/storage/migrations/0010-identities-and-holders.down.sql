drop table account_mark;
drop table identity_doubt;
alter table asset drop column identity_id;
alter table request drop column identity_id;
drop table party_identity;
