-- What is measured of a shared card, process by process: which versions did the work there, before tokens are asked.

-- How long the processes of each pod worked on a card, by `namespace/pod`; NULL: its exporter does not tell them apart.
alter table fact.gpu_hour add column pod_busy_ms jsonb;
alter table stage.gpu_hour add column pod_busy_ms jsonb;

-- The card that a replica's pod shares with others, and how long its processes worked there.
alter table fact.usage_hour
  add column shared_card text collate "C",
  add column shared_card_ms bigint check (shared_card_ms between 0 and 3600000),
  add check ((shared_card is null) = (shared_card_ms is null));
alter table stage.usage_hour
  add column shared_card text collate "C",
  add column shared_card_ms bigint;

-- What was measured of a holder on the card that it shares, where all of the card's holders are measured.
alter table fact.holder_hour add column measured_ms bigint check (measured_ms >= 0);
alter table stage.holder_hour add column measured_ms bigint;
alter table fact.share_hour
  drop constraint share_hour_split_by_check,
  add constraint share_hour_split_by_check check (split_by in ('gpus', 'measured', 'tokens', 'running', 'time', 'last_day'));
