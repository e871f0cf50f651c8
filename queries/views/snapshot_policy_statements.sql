-- Statements of the policies in force of the chosen run: managed, inline and trust policies. Lists stay lists.
-- Grain: snapshot_date, account_id, owner_arn, policy_type, policy_name, statement_index.
CREATE OR REPLACE VIEW snapshot_policy_statements AS
SELECT
  CAST(s.snapshot_date AS varchar) AS snapshot_date,
  CAST(s.account_id AS varchar) AS account_id,
  CAST(a.account_name AS varchar) AS account_name,
  CAST(a.ou_path AS varchar) AS ou_path,
  CAST(s.owner_arn AS varchar) AS owner_arn,
  CAST(s.owner_type AS varchar) AS owner_type,
  CAST(s.policy_type AS varchar) AS policy_type,
  CAST(s.policy_name AS varchar) AS policy_name,
  CAST(s.statement_index AS integer) AS statement_index,
  CAST(s.sid AS varchar) AS sid,
  CAST(s.effect AS varchar) AS effect,
  s.actions AS actions,
  s.not_actions AS not_actions,
  s.resources AS resources,
  s.not_resources AS not_resources,
  CAST(s.has_condition AS boolean) AS has_condition,
  s.principals AS principals,
  s.not_principals AS not_principals,
  CAST(s.has_external_id AS boolean) AS has_external_id,
  s.oidc_subject AS oidc_subject,
  CAST(s.problem AS varchar) AS problem
FROM policy_statements s
JOIN listed_accounts a
  ON a.snapshot_date = s.snapshot_date AND a.account_id = s.account_id AND a.run_id = s.run_id
