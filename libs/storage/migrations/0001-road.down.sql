drop schema exchange cascade;
drop function ensure_partitions(date, int);
drop function uuid7_floor(timestamptz);
drop table import_refusal, import_run, finding, credit, watch_slot, watch, live_process, legal_clock, institution_flow, switch, dead_letter, idempotency;
drop table audit, event, relay_position, payment, fund_line, deduction, freeze_event, account_freeze, asset, answer, delivery, attention, queue, request;
drop table enforcement_order, document, claim, party, enforcement_case, person;
drop function refuse_change();
