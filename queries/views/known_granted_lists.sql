-- What the lists of actions hold that principals of a committed run are granted. A list of one hash is the same in every
-- run that has it, so any of them opens it; different hashes say nothing until the lists are opened and compared by
-- action_key.
-- Grain: run_id, service_namespace, list_hash, action_name.
CREATE OR REPLACE VIEW known_granted_lists AS
SELECT DISTINCT
  CAST(l.snapshot_date AS varchar) AS snapshot_date,
  CAST(l.run_id AS varchar) AS run_id,
  CAST(l.service_namespace AS varchar) AS service_namespace,
  CAST(l.list_hash AS varchar) AS list_hash,
  CAST(l.action_name AS varchar) AS action_name,
  CAST(translate(l.action_name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') AS varchar) AS action_key
FROM granted_lists l
JOIN runs r ON r.run_id = l.run_id AND r.snapshot_date = l.snapshot_date
