-- Principals of a committed run that may do everything: anything that their report does not show, of a service that they are
-- not denied, IAM did not track when it was made. denied_services stays a list.
-- Grain: run_id, account_id, principal_id.
CREATE OR REPLACE VIEW known_witnesses AS
SELECT
  w.snapshot_date, w.run_id, w.account_id, w.principal_id, w.generated_at,
  w.denied_services AS denied_services
FROM raw.witnesses w
JOIN raw.runs r ON r.run_id = w.run_id AND r.snapshot_date = w.snapshot_date
