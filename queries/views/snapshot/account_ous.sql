-- The OUs and roots above each account, with their names from the root down: names hold no slash where there is a name
-- for each ID; otherwise the IDs are used. An account whose OU is not known has no row.
-- Grain: snapshot_date, account_id, ou_id.
CREATE OR REPLACE VIEW account_ous AS
SELECT
  a.snapshot_date, a.account_id, t.ou_id,
  CAST(
    CASE
      WHEN length(a.ou_path) - length(replace(a.ou_path, '/', '')) = length(a.ou_path_names) - length(replace(a.ou_path_names, '/', ''))
        THEN regexp_extract(
          a.ou_path_names,
          '^([^/]*/){' || CAST(array_position(split(a.ou_path, '/'), t.ou_id) - 1 AS varchar) || '}[^/]*'
        )
      ELSE substr(a.ou_path, 1, strpos(a.ou_path || '/', t.ou_id || '/') + length(t.ou_id) - 1)
    END AS varchar
  ) AS ou_name
FROM snapshot_accounts a
CROSS JOIN UNNEST(split(a.ou_path, '/')) AS t(ou_id)
