-- Bills that are asked for over an API: windows with names of their own, pages as they came, requests as they were paid, and
-- what providers say a bill comes to.

-- '' for exports: their windows are billing periods, and nobody was asked. `read_at` is when the provider was asked last,
-- whether it said anything new or not; NULL for exports.
alter table ops.window add column name text not null default '', add column account text not null default '',
  add column read_at timestamptz;

-- A page as it came, so that one that was paid for is not paid for again when what follows fails. `load_id` is NULL until
-- what it belongs to is written; then the pages of the reading before go.
create table raw.page (
  feed text not null,
  account text not null,
  piece text not null,
  question_key uuid not null,
  question text not null,
  asked_at timestamptz not null,
  body bytea not null,
  load_id bigint,
  primary key (feed, account, piece, question_key)
);

-- How often an account was asked in a month of UTC.
create table ops.request_count (
  feed text not null,
  account text not null,
  month date not null,
  requests bigint not null,
  primary key (feed, account, month)
);

-- What a source remembers from one reading to the next: Google's greatest export time.
create table ops.bill_mark (
  feed text not null,
  account text not null,
  mark text not null,
  primary key (feed, account)
);

-- What a provider says that a bill comes to, apart from its lines; `not_in_lines` is what lines leave out of it.
create table ops.provider_total (
  feed text not null,
  provider text not null,
  billing_account_id text not null,
  billing_period date not null,
  billing_currency text not null,
  invoice_id text not null,
  total numeric(38,18) not null,
  not_in_lines numeric(38,18) not null,
  source text not null,
  asked_at timestamptz not null,
  primary key (provider, billing_account_id, billing_period, billing_currency, invoice_id, feed)
);

-- How long a resource ran in an hour, as its provider's usage API says, and the days of which it was asked: what day bills go
-- by before telemetry (ledger.md 5). Apart from fact.presence_hour, for who ran there it does not know.
create table fact.usage_api_hour (
  resource_id text not null collate "C",
  hour fact.utc_hour not null,
  source text not null,
  provider text not null,
  present_ms bigint not null check (present_ms between 0 and 3600000),
  primary key (resource_id, hour, source)
);
create table ops.usage_api_day (
  source text not null,
  day_start fact.utc_hour not null,
  load_id bigint not null,
  primary key (source, day_start)
);
create unlogged table stage.usage_api_hour (like fact.usage_api_hour, load_id bigint not null);
