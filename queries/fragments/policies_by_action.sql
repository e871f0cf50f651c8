-- The actions, by service, that the policies allow. Needs policy_patterns. A NotAction cannot be made smaller by taking actions away, nor can a
-- document that could not be read: these allow nothing here.
written_policies AS (
  SELECT
    s.account_id, s.owner_arn,
    max(CASE WHEN s.problem IS NOT NULL OR (s.effect = 'Allow' AND s.actions IS NULL) THEN 1 ELSE 0 END) AS is_unclear
  FROM snapshot_policy_statements s
  JOIN policies_asked h ON h.account_id = s.account_id AND h.owner_arn = s.owner_arn
  WHERE s.snapshot_date = :snapshot_date
    AND s.policy_type = 'managed'
  GROUP BY s.account_id, s.owner_arn
),
patterns_of_policies AS (
  SELECT DISTINCT a.account_id, a.owner_arn, a.service_part, a.action_part
  FROM allowed_parts a
  JOIN written_policies w ON w.account_id = a.account_id AND w.owner_arn = a.owner_arn AND w.is_unclear = 0
  WHERE a.policy_type = 'managed'
),
-- Policies with the same text are looked at once; written names the text. No part has a colon, so none runs into the next.
texts_of_policies AS MATERIALIZED (
  SELECT
    account_id, owner_arn,
    lower(to_hex(sha256(to_utf8(array_join(
      array_agg(service_part || ':' || action_part ORDER BY service_part || ':' || action_part), ':'
    ))))) AS written
  FROM patterns_of_policies
  GROUP BY account_id, owner_arn
),
patterns_of_texts AS MATERIALIZED (
  SELECT DISTINCT w.written, n.service_namespace, w.action_part
  FROM (
    SELECT DISTINCT t.written, p.service_part, p.action_part
    FROM texts_of_policies t
    JOIN patterns_of_policies p ON p.account_id = t.account_id AND p.owner_arn = t.owner_arn
  ) AS w
  JOIN policy_patterns s ON s.part = w.service_part
  JOIN service_times n
    ON CASE
      WHEN length(n.service_namespace) < s.least_length THEN false
      WHEN s.expression IS NULL THEN lower(n.service_namespace) LIKE s.like_pattern ESCAPE '!'
      ELSE regexp_like(lower(n.service_namespace), s.expression)
    END
),
services_of_policies AS (
  SELECT DISTINCT t.account_id, t.owner_arn, t.written, p.service_namespace
  FROM texts_of_policies t
  JOIN patterns_of_texts p ON p.written = t.written
),
names_of_policies AS (
  SELECT DISTINCT w.written, w.service_namespace, a.action_key
  FROM patterns_of_texts w
  JOIN policy_patterns p ON p.part = w.action_part
  JOIN action_times a ON a.service_namespace = w.service_namespace
  WHERE CASE
    WHEN length(a.action_key) < p.least_length THEN false
    WHEN p.expression IS NULL THEN a.action_key LIKE p.like_pattern ESCAPE '!'
    ELSE regexp_like(a.action_key, p.expression)
  END
)
