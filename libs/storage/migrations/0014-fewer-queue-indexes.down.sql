drop index queue_claim;
drop index queue_answer_by;
create index queue_claim on queue (institution, due_at, seq) where state = 'queued';
create index queue_answer_by on queue (answer_by);
create index queue_by_order on queue (order_id);
