-- Who holds which document on the dates :dates: directly, through a group, or as a role of a permission set. A document
-- is named `<account> <policy ARN>`, `<owner ARN> <name>` or `set <name>`. Policies that AWS manages are held through a
-- copy of their own by those whose attachments may change: not by roles of Identity Center and service-linked ones. With
-- :per_holder a copy is of one user, role or group, and its name ends with the ARN.
-- This is the head of the statements of this folder, which say `/* holdings */`.
listed AS (
  SELECT
    snapshot_date, account_id, principal_id, principal_arn, permission_set_name, is_service_linked,
    evidence_days, attached_policy_arns, inline_policy_names, group_names
  FROM snapshot_principals
  WHERE snapshot_date IN (:dates)
    AND account_id IN (:account_id)
    AND principal_arn NOT IN (:excepted)
),
own_groups AS (
  SELECT
    p.snapshot_date, p.account_id, p.principal_id, p.principal_arn, p.evidence_days,
    g.group_arn, g.attached_policy_arns, g.inline_policy_names
  FROM (
    SELECT l.*, t.group_name
    FROM listed l
    CROSS JOIN UNNEST(split(l.group_names, ', ')) AS t(group_name)
  ) p
  JOIN snapshot_groups g
    ON g.snapshot_date = p.snapshot_date AND g.account_id = p.account_id AND g.group_name = p.group_name
),
held AS (
  SELECT p.snapshot_date, p.account_id, p.principal_id, p.principal_arn, p.evidence_days, p.account_id || ' ' || t.policy_arn
    || CASE WHEN :per_holder = 1 AND t.policy_arn LIKE 'arn:%:iam::aws:policy/%' THEN ' ' || p.principal_arn ELSE '' END
    AS document
  FROM listed p
  CROSS JOIN UNNEST(split(p.attached_policy_arns, ', ')) AS t(policy_arn)
  WHERE t.policy_arn <> ''
    AND ((p.permission_set_name IS NULL AND p.is_service_linked = false) OR t.policy_arn NOT LIKE 'arn:%:iam::aws:policy/%')
  UNION
  SELECT g.snapshot_date, g.account_id, g.principal_id, g.principal_arn, g.evidence_days, g.account_id || ' ' || t.policy_arn
    || CASE WHEN :per_holder = 1 AND t.policy_arn LIKE 'arn:%:iam::aws:policy/%' THEN ' ' || g.group_arn ELSE '' END
  FROM own_groups g
  CROSS JOIN UNNEST(split(g.attached_policy_arns, ', ')) AS t(policy_arn)
  WHERE t.policy_arn <> ''
  UNION
  SELECT p.snapshot_date, p.account_id, p.principal_id, p.principal_arn, p.evidence_days, p.principal_arn || ' ' || t.policy_name
  FROM listed p
  CROSS JOIN UNNEST(split(p.inline_policy_names, ', ')) AS t(policy_name)
  WHERE t.policy_name <> ''
    AND p.permission_set_name IS NULL
  UNION
  SELECT g.snapshot_date, g.account_id, g.principal_id, g.principal_arn, g.evidence_days, g.group_arn || ' ' || t.policy_name
  FROM own_groups g
  CROSS JOIN UNNEST(split(g.inline_policy_names, ', ')) AS t(policy_name)
  WHERE t.policy_name <> ''
  UNION
  SELECT p.snapshot_date, p.account_id, p.principal_id, p.principal_arn, p.evidence_days, 'set ' || p.permission_set_name
  FROM listed p
  WHERE p.permission_set_name IS NOT NULL
)
