-- DuckDB. What a text of an export means; each answers NULL where the text breaks the rule, and the line is rejected.

-- An exact decimal of at most 18 decimals and 20 integer digits. Most amounts have at most 12 decimals and fit 64 bits:
-- casting those narrow and widening is four times faster than casting text to 128 bits (6 million: 0.9 against 2.9 s).
create or replace macro digits(x) as regexp_replace(regexp_extract(x, '^[+-]?([\d.]+)', 1), '\.', '');
create or replace macro decimals(x) as
  case when rtrim(digits(x), '0') = '' then 0
    else length(regexp_extract(x, '\.(\d*)', 1)) - (length(digits(x)) - length(rtrim(digits(x), '0')))
      - coalesce(try_cast(regexp_extract(x, '[eE]([+-]?\d+)$', 1) as integer), 0)
  end;
create or replace macro exact(x) as
  case
    when ltrim(x, '+-.0123456789') = '' and length(x) - instr(x, '.') <= 12
      then coalesce(try_cast(x as decimal(18, 12)), try_cast(x as decimal(38, 18)))
    when regexp_full_match(x, '[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?') and decimals(x) <= 18
      then try_cast(x as decimal(38, 18))
  end;

-- A moment, as UTC without a zone. FOCUS asks for 2026-08-01T00:00:00Z; real files leave out the T, the Z or the seconds.
-- No zone means UTC. Only the odd forms go through the zone arithmetic of ICU, which is slow a row at a time.
create or replace macro moment(x) as
  case
    when length(x) = 20 and x[20] = 'Z' or length(x) = 19 then try_cast(x as timestamp)
    else make_timestamp(epoch_us(coalesce(
      try_cast(x as timestamptz), try_cast(regexp_replace(x, '[T ](\d\d:\d\d)Z?$', ' \1:00+00') as timestamptz))))
  end;
-- Nobody bills before 1970 or after 9999, and arithmetic with such years fails for the whole file.
create or replace macro instant(x) as
  case when moment(x) between timestamp '1970-01-01' and timestamp '9999-12-31' then moment(x) end;

-- Without the two characters that neither a packed text nor PostgreSQL can hold: for the totals of lines that are rejected.
create or replace macro plain(x) as replace(replace(x, chr(31), ''), chr(0), '');

-- 60 bits of the hash of an identity: the same key in every database, so that no load waits for a number to be given out.
create or replace macro key_of(identity) as ('0x' || substr(md5(identity), 1, 15))::bigint;

-- One text for one set of tags, whatever their order and shape: an object, or a list of keys and values (GCP). Azure
-- sometimes loses the braces. What is no JSON stays as the text it was: a tag is no reason to lose money. (\u0000 is
-- JSON that PostgreSQL cannot hold, so it is kept as text too.)
create or replace macro entry_text(name, content) as to_json(name)::varchar || ':' || coalesce(content::varchar, 'null');
create or replace macro object_text(entries) as '{' || array_to_string(list_sort(entries), ',') || '}';
create or replace macro map_text(x) as
  object_text(list_transform(map_entries(x::json::map(varchar, json)), lambda e: entry_text(e.key, e.value)));
create or replace macro list_text(x) as
  object_text(list_transform(x::json::json[], lambda e: entry_text(
    coalesce(e ->> 'Key', e ->> 'key'), coalesce(e -> 'Value', e -> 'value'))));
-- DuckDB takes NaN, Infinity, 1e999999, numbers of any length and nesting of any depth for JSON; PostgreSQL would refuse
-- the whole load for them.
create or replace macro beyond_json(x) as
  regexp_matches(x, '(?i)[:\[,]\s*-?(nan|inf|infinity|[\d.]+e[+-]?\d{4,})\s*([,}\]]|$)')
  or length(x) > 2000 and (regexp_matches(x, '\d{1000}') or length(x) - length(replace(replace(x, '[', ''), '{', '')) > 3000);
create or replace macro tags_text(x) as
  case
    when x is null or x in ('[]', '{}') then null
    else coalesce(
      case when contains(x, '\u0000') or beyond_json(x) then null
        when x[1] = '{' then try(map_text(x))
        when x[1] = '[' then try(list_text(x))
        else try(map_text('{' || x || '}'))
      end,
      to_json(x)::varchar)
  end;

-- As PostgreSQL takes it: without the character U+0000, and with what a DOUBLE may say beside numbers as a text.
create or replace macro storable(x) as
  regexp_replace(
    replace(replace(replace(x, '\\', chr(31)), '\u0000', ''), chr(31), '\\'),
    '([^\\]"):(-?(?:nan|inf|infinity))([,}])', '\1:"\2"\3', 'gi');
