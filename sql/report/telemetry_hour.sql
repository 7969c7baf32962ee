-- Which hours of telemetry have been read, and whether they are whole. One with warnings is never final and is read again.
create view report.telemetry_hour as
select source, hour, complete, warnings, replicas, series, gpus, pods, gateway, load_id, read_at
from ops.telemetry_hour
