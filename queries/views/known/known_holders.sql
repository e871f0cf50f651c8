-- Who held which document in a committed run, of whichever run the snapshot of its date shows: partial and superseded
-- ones, too. A managed policy is named by owner_arn alone; an inline one lies in its owner, a principal or a group.
-- group_name: the group by which the principal holds it; null: itself. Of a permission set known_listings has the roles.
-- Grain: run_id, account_id, principal_id, owner_arn, policy_name, group_name.
CREATE OR REPLACE VIEW known_holders AS
WITH holders AS (
  SELECT
    p.snapshot_date, p.run_id, p.account_id, p.principal_arn, p.principal_id,
    CAST(NULL AS varchar) AS group_name,
    p.principal_arn AS holder_arn,
    p.attached_policy_arns,
    p.inline_policy_names
  FROM raw.principals p
  JOIN raw.runs r ON r.run_id = p.run_id AND r.snapshot_date = p.snapshot_date
  UNION ALL
  SELECT
    m.snapshot_date, m.run_id, m.account_id, m.principal_arn, m.principal_id,
    g.group_name,
    g.group_arn,
    g.attached_policy_arns,
    g.inline_policy_names
  FROM (
    SELECT p.snapshot_date, p.run_id, p.account_id, p.principal_arn, p.principal_id, t.member_of
    FROM raw.principals p
    JOIN raw.runs r ON r.run_id = p.run_id AND r.snapshot_date = p.snapshot_date
    CROSS JOIN UNNEST(p.group_names) AS t(member_of)
  ) AS m
  JOIN raw.groups g
    ON g.snapshot_date = m.snapshot_date
    AND g.run_id = m.run_id
    AND g.account_id = m.account_id
    AND lower(g.group_name) = lower(m.member_of)
)
SELECT
  h.snapshot_date, h.run_id, h.account_id, h.principal_arn, h.principal_id,
  CAST('managed' AS varchar) AS policy_type,
  CAST(t.policy_arn AS varchar) AS owner_arn,
  CAST(NULL AS varchar) AS policy_name,
  h.group_name
FROM holders h
CROSS JOIN UNNEST(h.attached_policy_arns) AS t(policy_arn)
UNION ALL
SELECT
  h.snapshot_date, h.run_id, h.account_id, h.principal_arn, h.principal_id,
  CAST('inline' AS varchar),
  h.holder_arn, t.own_policy, h.group_name
FROM holders h
CROSS JOIN UNNEST(h.inline_policy_names) AS t(own_policy)
