-- What policies that somebody holds allow, by their text: subject as in subject_members. Policies with the same patterns have
-- the same text. is_written: every Allow statement names actions, and the document could be read; else taking actions away
-- cannot make it smaller, and only its services are looked at.
-- Grain: subject_account_id, subject, service_part, action_part.
WITH allowed AS (
  SELECT
    s.account_id AS subject_account_id,
    CAST(s.owner_arn || CASE WHEN s.policy_type = 'inline' THEN ' ' || s.policy_name ELSE '' END AS varchar) AS subject,
    s.effect, s.problem, s.actions
  FROM snapshot_policy_statements s
  WHERE s.snapshot_date = :snapshot_date
    AND s.policy_type IN ('managed', 'inline')
),
clear AS (
  SELECT
    a.subject_account_id, a.subject,
    count(*) FILTER (WHERE a.problem IS NOT NULL OR (a.effect = 'Allow' AND a.actions IS NULL)) = 0 AS is_written
  FROM allowed a
  JOIN (
    SELECT DISTINCT subject_account_id, subject
    FROM subject_members
    WHERE subject_type IN ('MANAGED_POLICY', 'INLINE_POLICY')
  ) AS m ON m.subject_account_id = a.subject_account_id AND m.subject = a.subject
  GROUP BY a.subject_account_id, a.subject
),
patterns AS (
  SELECT DISTINCT
    c.subject_account_id, c.subject, c.is_written,
    CASE WHEN strpos(t.action, ':') = 0 THEN '*' ELSE split_part(lower(t.action), ':', 1) END AS service_part,
    CASE WHEN strpos(t.action, ':') = 0 THEN '*' ELSE split_part(lower(t.action), ':', 2) END AS action_part
  FROM clear c
  JOIN allowed a ON a.subject_account_id = c.subject_account_id AND a.subject = c.subject
  CROSS JOIN UNNEST(coalesce(a.actions, ARRAY['*'])) AS t(action)
  WHERE a.effect = 'Allow'
),
-- No part has a colon, so none runs into the next.
texts AS (
  SELECT
    subject_account_id, subject,
    CAST(lower(to_hex(md5(to_utf8(
      CASE WHEN max(CASE WHEN is_written THEN 1 ELSE 0 END) = 1 THEN 'written:' ELSE ':' END
        || array_join(array_agg(service_part || ':' || action_part ORDER BY service_part || ':' || action_part), ':')
    )))) AS varchar) AS text_hash
  FROM patterns
  GROUP BY subject_account_id, subject
)
SELECT p.subject_account_id, p.subject, t.text_hash, p.is_written, p.service_part, p.action_part
FROM patterns p
JOIN texts t ON t.subject_account_id = p.subject_account_id AND t.subject = p.subject
