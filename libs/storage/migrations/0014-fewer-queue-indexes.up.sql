-- An order finds its waiting requests by request_by_order and the key of the queue. Who is on the way is given up by no answer-by, so a claim
-- need not touch that index.
drop index queue_by_order;
drop index queue_answer_by;
create index queue_answer_by on queue (answer_by) where state = 'queued';
