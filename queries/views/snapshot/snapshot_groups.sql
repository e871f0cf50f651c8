-- Groups of the chosen run. Lists are text in order, joined by ", ".
-- Grain: snapshot_date, account_id, group_id.
CREATE OR REPLACE VIEW snapshot_groups AS
SELECT
  g.snapshot_date, g.account_id, a.account_name, a.ou_path, g.group_arn, g.group_id, g.group_name, g.path, g.created_at,
  CAST(array_join(g.attached_policy_arns, ', ') AS varchar) AS attached_policy_arns,
  CAST(array_join(g.inline_policy_names, ', ') AS varchar) AS inline_policy_names
FROM raw.groups g
JOIN listed_accounts a
  ON a.snapshot_date = g.snapshot_date AND a.account_id = g.account_id AND a.run_id = g.run_id
