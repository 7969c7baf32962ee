-- Levers as they stood before.
delete from report.lever_now
