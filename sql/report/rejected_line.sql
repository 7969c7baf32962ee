-- Lines that broke a rule we depend on and count nowhere until their export is mended: where each stands and why.
create view report.rejected_line as
select r.load_id, x.finished_at as loaded_at, r.file, r.record, r.column_name, r.value, r.reason, r.line
from raw.rejected r
join ops.run x using (load_id)
