-- Who holds which document on the dates :dates: directly, through a group, or as a role of a permission set. A document
-- is named `<account> <policy ARN>`, `<owner ARN> <name>` or `set <name>`. Policies that AWS manages are held through a
-- copy of their own by those whose attachments may change: not by roles of Identity Center and service-linked ones, nor by
-- the roles and groups :keeping, which keep what AWS wrote. With
-- :per_holder a copy is of one user, role or group, and its name ends with the ARN.
-- This is the head of the statements of this folder, which say `/* holdings */`. What is kept is the same for all
-- batches of accounts and of principals.
listed AS (
  SELECT
    snapshot_date, account_id, principal_id, principal_arn, permission_set_name, is_service_linked,
    evidence_days, attached_policy_arns, inline_policy_names, group_names
  FROM snapshot_principals
  WHERE snapshot_date IN (:dates)
    AND principal_arn NOT IN (:excepted) -- if given
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
items AS (
  SELECT p.*, k.kind, t.item
  FROM listed p
  CROSS JOIN (VALUES ('policy'), ('inline'), ('set')) AS k(kind)
  CROSS JOIN UNNEST(
    CASE k.kind
      WHEN 'policy' THEN split(p.attached_policy_arns, ', ')
      WHEN 'inline' THEN split(p.inline_policy_names, ', ')
      ELSE ARRAY[p.permission_set_name]
    END
  ) AS t(item)
),
items_of_groups AS (
  SELECT g.*, k.kind, t.item
  FROM own_groups g
  CROSS JOIN (VALUES ('policy'), ('inline')) AS k(kind)
  CROSS JOIN UNNEST(
    CASE k.kind WHEN 'policy' THEN split(g.attached_policy_arns, ', ') ELSE split(g.inline_policy_names, ', ') END
  ) AS t(item)
),
held_documents AS MATERIALIZED (
  SELECT
    snapshot_date, account_id, principal_id, principal_arn, evidence_days,
    CASE kind
      WHEN 'policy' THEN account_id || ' ' || item
        || CASE WHEN :per_holder = 1 AND item LIKE 'arn:%:iam::aws:policy/%' THEN ' ' || principal_arn ELSE '' END -- if given
      WHEN 'inline' THEN principal_arn || ' ' || item
      ELSE 'set ' || item
    END AS document
  FROM items
  WHERE item <> ''
    AND (kind <> 'inline' OR permission_set_name IS NULL)
    AND (
      kind <> 'policy'
      OR (permission_set_name IS NULL AND is_service_linked = false)
      OR item NOT LIKE 'arn:%:iam::aws:policy/%'
    )
    AND (kind <> 'policy' OR item NOT LIKE 'arn:%:iam::aws:policy/%' OR principal_arn NOT IN (:keeping)) -- if given
  UNION
  SELECT
    snapshot_date, account_id, principal_id, principal_arn, evidence_days,
    CASE kind
      WHEN 'policy' THEN account_id || ' ' || item
        || CASE WHEN :per_holder = 1 AND item LIKE 'arn:%:iam::aws:policy/%' THEN ' ' || group_arn ELSE '' END -- if given
      ELSE group_arn || ' ' || item
    END
  FROM items_of_groups
  WHERE item <> ''
    AND (kind <> 'policy' OR item NOT LIKE 'arn:%:iam::aws:policy/%' OR group_arn NOT IN (:keeping)) -- if given
),
held AS (
  SELECT *
  FROM held_documents
  WHERE true
    AND account_id IN (:batch) -- if given
    AND principal_id >= :first_id -- if given
    AND principal_id < :end_id -- if given
    AND document IN (:document) -- if given
)
