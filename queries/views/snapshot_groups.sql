-- Groups of the chosen run. Lists are text in order, joined by ", ".
-- Grain: snapshot_date, account_id, group_id.
CREATE OR REPLACE VIEW snapshot_groups AS
SELECT
  CAST(g.snapshot_date AS varchar) AS snapshot_date,
  CAST(g.account_id AS varchar) AS account_id,
  CAST(a.account_name AS varchar) AS account_name,
  CAST(a.ou_path AS varchar) AS ou_path,
  CAST(g.group_arn AS varchar) AS group_arn,
  CAST(g.group_id AS varchar) AS group_id,
  CAST(g.group_name AS varchar) AS group_name,
  CAST(g.path AS varchar) AS path,
  CAST(g.created_at AS timestamp) AS created_at,
  CAST(array_join(g.attached_policy_arns, ', ') AS varchar) AS attached_policy_arns,
  CAST(array_join(g.inline_policy_names, ', ') AS varchar) AS inline_policy_names
FROM groups g
JOIN listed_accounts a
  ON a.snapshot_date = g.snapshot_date AND a.account_id = g.account_id AND a.run_id = g.run_id
