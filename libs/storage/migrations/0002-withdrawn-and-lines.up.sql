-- Withdrawn while it was with the institution: when it comes back unsent it must not go out again.
alter table queue add column withdrawn boolean not null default false;
create index queue_withdrawn on queue (request_id) where withdrawn;
-- looked at twice a second; neither column changes on a claim
create index queue_answer_by on queue (answer_by);

-- Line numbers of a bank may begin anew on each account. The serial finds a deduction whose reference the banks did not pass on.
alter table fund_line add column bank_serial text;
alter table fund_line drop constraint fund_line_pkey, add primary key (institution, fund_account, line_id);
create index deduction_by_serial on deduction (bank_serial) where received_fen < amount_fen;
