drop index exchange.notice_produced;
drop table exchange.broker_mark;
