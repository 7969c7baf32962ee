-- Days of use, a row for each line: what goes by when its resource ran, where that is known (ledger.md 5). The same lines
-- as those of fact.long_line that are by_presence, but not added up, so that one resource's are found by the index.
create view fact.day_of_use as
select resource_key, charge_period_start
from fact.counted_line
where grain <> 'hour' and not bought and charge_period_end - charge_period_start = interval '1 day'
  and charge_period_start = date_bin('1 hour', charge_period_start, timestamptz '1970-01-01 00:00Z')
