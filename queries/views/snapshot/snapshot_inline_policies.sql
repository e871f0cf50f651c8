-- Inline policies of the chosen run.
-- Grain: snapshot_date, account_id, owner_arn, policy_name.
CREATE OR REPLACE VIEW snapshot_inline_policies AS
SELECT
  i.snapshot_date, i.account_id, a.account_name, a.ou_path, i.owner_arn, i.owner_type, i.policy_name, i.document
FROM raw.inline_policies i
JOIN listed_accounts a
  ON a.snapshot_date = i.snapshot_date AND a.account_id = i.account_id AND a.run_id = i.run_id
