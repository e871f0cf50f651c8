-- Subjects with a member that passes the filters: these choose what is shown, never whose uses count.
shown AS (
  SELECT DISTINCT m.subject_type, m.subject_account_id, m.subject
  FROM all_members m
  JOIN (
    SELECT account_id, principal_id
    FROM judged_principals
    WHERE true
      /* filters */
  ) AS p
    ON p.account_id = m.account_id AND p.principal_id = m.principal_id
)
