-- Which managed policies a principal of a committed run holds, itself or by a group, of whichever run the snapshot of its
-- date shows: partial and superseded ones, too. A condition on snapshot_date prunes files.
-- Grain: run_id, account_id, principal_id, policy_arn.
CREATE OR REPLACE VIEW known_holdings AS
SELECT DISTINCT
  CAST(h.snapshot_date AS varchar) AS snapshot_date,
  CAST(h.run_id AS varchar) AS run_id,
  CAST(h.account_id AS varchar) AS account_id,
  CAST(h.principal_id AS varchar) AS principal_id,
  CAST(h.policy_arn AS varchar) AS policy_arn
FROM (
  SELECT p.snapshot_date, p.run_id, p.account_id, p.principal_id, t.policy_arn
  FROM principals p
  CROSS JOIN UNNEST(p.attached_policy_arns) AS t(policy_arn)
  UNION ALL
  SELECT p.snapshot_date, p.run_id, p.account_id, p.principal_id, u.policy_arn
  FROM principals p
  CROSS JOIN UNNEST(p.group_names) AS t(group_name)
  JOIN groups g
    ON g.snapshot_date = p.snapshot_date
    AND g.run_id = p.run_id
    AND g.account_id = p.account_id
    AND lower(g.group_name) = lower(t.group_name)
  CROSS JOIN UNNEST(g.attached_policy_arns) AS u(policy_arn)
) AS h
JOIN runs r ON r.run_id = h.run_id AND r.snapshot_date = h.snapshot_date
