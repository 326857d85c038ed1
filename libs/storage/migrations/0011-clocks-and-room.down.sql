alter table enforcement_order drop column is_fan_out;
