-- What each replica ran on and which version it served, and whether the map or a label says so. Half-open, never overlapping.
create view report.deployment as
select source, replica, served_model, from_hour, to_hour, provider, resource_id, gpus, model, version, matched_by
from fact.deployment
