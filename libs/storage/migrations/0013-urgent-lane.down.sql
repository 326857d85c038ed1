drop index queue_urgent;
alter table queue drop column urgent;
