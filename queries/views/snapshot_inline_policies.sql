-- Inline policies of the chosen run.
-- Grain: snapshot_date, account_id, owner_arn, policy_name.
CREATE OR REPLACE VIEW snapshot_inline_policies AS
SELECT
  CAST(i.snapshot_date AS varchar) AS snapshot_date,
  CAST(i.account_id AS varchar) AS account_id,
  CAST(a.account_name AS varchar) AS account_name,
  CAST(a.ou_path AS varchar) AS ou_path,
  CAST(i.owner_arn AS varchar) AS owner_arn,
  CAST(i.owner_type AS varchar) AS owner_type,
  CAST(i.policy_name AS varchar) AS policy_name,
  CAST(i.document AS varchar) AS document
FROM inline_policies i
JOIN listed_accounts a
  ON a.snapshot_date = i.snapshot_date AND a.account_id = i.account_id AND a.run_id = i.run_id
