-- The places of a window that are kept for urgent requests are theirs alone: what has waited long goes before them everywhere else.
alter table queue add column urgent boolean not null default false;
create index queue_urgent on queue (institution, due_at, seq) where state = 'queued' and urgent;
update queue q set urgent = true from enforcement_order o where o.id = q.order_id and o.priority = 'urgent';
