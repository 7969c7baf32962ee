-- The diary: one row a load that wrote something.
insert into ops.run
  (load_id, command, feed, content, window_keys, started_at, finished_at, files, lines_accepted, lines_rejected,
   lines_came, lines_gone, hours_folded, complete)
values ($1, $2, $3, $4, $5, $6, clock_timestamp(), $7, $8, $9, $10, $11, $12, $13)
