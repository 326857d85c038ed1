-- An order finds its waiting requests by request_by_order and the key of the queue. Who is on the way is given up by no answer-by, so a claim
-- need not touch that index. Urgent requests wait in an index of their own, and nobody has to walk past them.
drop index queue_by_order;
drop index queue_answer_by;
drop index queue_claim;
create index queue_answer_by on queue (answer_by) where state = 'queued';
create index queue_claim on queue (institution, due_at, seq) where state = 'queued' and not urgent;
