-- Each account of this order may be frozen for all that is owed (R2.4-5): asked again when it is approved.
alter table enforcement_order add column is_fan_out boolean not null default false;
