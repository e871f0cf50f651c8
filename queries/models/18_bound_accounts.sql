-- Accounts that SCPs bind: those of an OU or root with everything below it, of the account itself, or of the organization; none
-- of them is the management account. An account whose OU is not known may be in any of them. subject_path: the IDs of the OUs
-- above an OU and its own, as an account in it has them.
-- Grain: subject_type, subject, account_id.
WITH accounts AS (
  SELECT
    account_id, account_name, ou_path, ou_path_names,
    status = 'exported' AS is_measured,
    is_closed,
    length(ou_path) - length(replace(ou_path, '/', '')) = length(ou_path_names) - length(replace(ou_path_names, '/', ''))
      AS is_a_name_each
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
    AND is_management_account IS DISTINCT FROM true
),
all_ous AS (
  SELECT array_agg(DISTINCT t.ou_id) AS ou_ids
  FROM accounts
  CROSS JOIN UNNEST(split(ou_path, '/')) AS t(ou_id)
)
SELECT
  CAST('OU' AS varchar) AS subject_type,
  CAST('' AS varchar) AS subject_account_id,
  CAST(t.ou_id AS varchar) AS subject,
  CAST(CASE WHEN a.is_a_name_each THEN split_part(a.ou_path_names, '/', array_position(split(a.ou_path, '/'), t.ou_id)) END AS varchar)
    AS subject_name,
  CAST(
    substr(a.ou_path, 1, strpos('/' || a.ou_path || '/', '/' || t.ou_id || '/') + length(t.ou_id) - 1) AS varchar
  ) AS subject_path,
  a.account_id, a.is_measured, a.is_closed
FROM accounts a
CROSS JOIN all_ous o
CROSS JOIN UNNEST(coalesce(split(a.ou_path, '/'), o.ou_ids)) AS t(ou_id)
UNION ALL
SELECT CAST('ACCOUNT' AS varchar), account_id, account_id, account_name, CAST(NULL AS varchar), account_id, is_measured, is_closed
FROM accounts
UNION ALL
SELECT
  CAST('ORGANIZATION' AS varchar), CAST('' AS varchar), CAST('organization' AS varchar), CAST('organization' AS varchar),
  CAST(NULL AS varchar), account_id, is_measured, is_closed
FROM accounts
