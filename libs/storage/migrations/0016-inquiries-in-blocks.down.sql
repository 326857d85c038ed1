insert into queue (request_id, seq, order_id, case_id, institution, measure, due_at, answer_by, state, attempt, not_after, lease_until, dispatched_at)
  overriding system value
  select r.id, q.seq, r.order_id, r.case_id, q.institution, q.measure, q.due_at, q.answer_by, q.state, q.attempt, q.not_after, q.lease_until, q.dispatched_at
  from queue q join request r on r.id = any(q.inquiries) and r.state = 'open';
delete from queue where inquiries is not null;
alter table queue drop constraint queue_block, drop column inquiries, drop column open,
  alter column order_id set not null,
  alter column case_id set not null;
alter table request drop column block_id;
