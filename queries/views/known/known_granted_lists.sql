-- What the lists of actions hold that principals of a committed run are granted. A list of one hash is the same in every
-- run that has it, so any of them opens it; different hashes say nothing until the lists are opened and compared by
-- action_key.
-- Grain: run_id, service_namespace, list_hash, action_name.
CREATE OR REPLACE VIEW known_granted_lists AS
SELECT DISTINCT
  l.snapshot_date, l.run_id, l.service_namespace, l.list_hash, l.action_name,
  CAST(translate(l.action_name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') AS varchar) AS action_key
FROM raw.granted_lists l
JOIN raw.runs r ON r.run_id = l.run_id AND r.snapshot_date = l.snapshot_date
