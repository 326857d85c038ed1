-- How far the broker had come when it was last looked at: one that lost its data is another cluster, or has come less far.
create table exchange.broker_mark (
  topic text primary key,
  cluster text not null,
  end_offset bigint not null,
  seen_at timestamptz not null
);
create index notice_produced on exchange.notice (produced_at) where produced_at is not null;
