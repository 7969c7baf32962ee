-- Messages that a channel did not take, after it was asked again. Nothing secret stands here: neither an address of a robot nor
-- what messages are signed with. `messages` holds them in both languages, so that they can be sent once more.
create table ops.undelivered (
  undelivered_id bigint generated always as identity primary key,
  channel text not null collate "C",
  kind text not null,
  alerts integer not null check (alerts > 0),
  messages jsonb not null,
  error text not null,
  exit_code smallint not null,
  attempts integer not null default 1,
  first_failed_at timestamptz not null default clock_timestamp(),
  failed_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  -- `sent`: the channel took them later; `dropped`: somebody said that nobody need hear them any more.
  ended_as text check (ended_as in ('sent', 'dropped')),
  check ((ended_at is null) = (ended_as is null))
);
create index undelivered_open on ops.undelivered (channel, undelivered_id) where ended_at is null;

-- What a month of the business time zone may come to, as tokenledger.yaml says. Empty: of every model, of every provider.
create table ops.budget (
  budget text primary key collate "C",
  model text not null collate "C",
  provider text not null collate "C",
  currency text not null check (currency in ('USD', 'CNY')),
  amount numeric(38,18) not null check (amount > 0)
);

-- What fired, from when it was seen until it was over. An alert fires once: of a rule and a subject one event is open. What was
-- told stands in `told_at` and `end_told_at`: a process that is killed between the two leaves the telling to the next one.
create table ops.alert_event (
  event_id bigint generated always as identity primary key,
  rule text not null collate "C",
  subject text not null collate "C",
  model text not null,
  version text not null,
  provider text not null,
  value numeric not null,
  threshold numeric not null,
  now_usd numeric,
  now_cny numeric,
  usual_usd numeric,
  usual_cny numeric,
  since timestamptz not null,
  fired_at timestamptz not null default clock_timestamp(),
  told_at timestamptz,
  resolved_at timestamptz,
  end_told_at timestamptz
);
create unique index alert_event_open on ops.alert_event (rule, subject) where resolved_at is null;
create index alert_event_untold on ops.alert_event (event_id) where (resolved_at is null) = (told_at is null) and end_told_at is null;
