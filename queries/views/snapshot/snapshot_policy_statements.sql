-- Statements of the policies in force of the chosen run: managed, inline and trust policies. Lists stay lists.
-- Grain: snapshot_date, account_id, owner_arn, policy_type, policy_name, statement_index.
CREATE OR REPLACE VIEW snapshot_policy_statements AS
SELECT
  s.snapshot_date, s.account_id, a.account_name, a.ou_path, s.owner_arn, s.owner_type, s.policy_type, s.policy_name,
  s.statement_index, s.sid, s.effect,
  s.actions AS actions,
  s.not_actions AS not_actions,
  s.resources AS resources,
  s.not_resources AS not_resources,
  s.has_condition,
  s.principals AS principals,
  s.not_principals AS not_principals,
  s.has_external_id,
  s.oidc_subject AS oidc_subject,
  s.problem
FROM raw.policy_statements s
JOIN listed_accounts a
  ON a.snapshot_date = s.snapshot_date AND a.account_id = s.account_id AND a.run_id = s.run_id
