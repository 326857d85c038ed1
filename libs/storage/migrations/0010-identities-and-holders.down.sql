-- what stands keeps its kind; only new rows are held to the old list
alter table asset drop constraint asset_kind_check,
  add constraint asset_kind_check check (kind in ('account', 'real_estate', 'vehicle')) not valid;
drop table account_mark;
drop table identity_doubt;
alter table asset drop column identity_id;
alter table request drop column identity_id;
drop table party_identity;
