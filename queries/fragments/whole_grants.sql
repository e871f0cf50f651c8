-- All that members of a kind of subjects are granted, for no document narrows it; names_of_{{kind}} is empty.
grants_of_{{kind}} AS (
  SELECT
    m.subject_type, m.subject_account_id, m.subject, g.service_namespace, CAST(NULL AS varchar) AS written,
    g.profile, p.has_evidence, p.evidence_days
  FROM members_of_{{kind}} m
  JOIN judged_principals p ON p.account_id = m.account_id AND p.principal_id = m.principal_id
  JOIN judged_grants g ON g.principal_number = p.principal_number
),
names_of_{{kind}} AS (
  SELECT subject AS written, subject AS service_namespace, subject AS action_key
  FROM members_of_{{kind}}
  WHERE false
)
