-- The actions, by service, that the policies allow. A NotAction cannot be made smaller by taking actions away, nor can a
-- document that could not be read: these allow nothing here.
written_policies AS (
  SELECT
    s.account_id, s.owner_arn, s.effect, s.actions,
    max(CASE WHEN s.problem IS NOT NULL OR (s.effect = 'Allow' AND s.not_actions IS NOT NULL) THEN 1 ELSE 0 END)
      OVER (PARTITION BY s.account_id, s.owner_arn) AS is_unclear
  FROM snapshot_policy_statements s
  JOIN policies_asked h ON h.account_id = s.account_id AND h.owner_arn = s.owner_arn
  WHERE s.snapshot_date = :snapshot_date
    AND s.policy_type = 'managed'
),
patterns_of_policies AS (
  SELECT DISTINCT
    account_id, owner_arn,
    CASE WHEN strpos(pattern, ':') = 0 THEN '%' ELSE split_part(pattern, ':', 1) END AS service_pattern,
    CASE WHEN strpos(pattern, ':') = 0 THEN '%' ELSE split_part(pattern, ':', 2) END AS action_pattern
  FROM (
    SELECT
      p.account_id, p.owner_arn,
      replace(replace(replace(replace(replace(lower(t.action), '!', '!!'), '%', '!%'), '_', '!_'), '*', '%'), '?', '_') AS pattern
    FROM written_policies p
    CROSS JOIN UNNEST(p.actions) AS t(action)
    WHERE p.effect = 'Allow'
      AND p.is_unclear = 0
  ) AS patterns
),
-- Policies with the same text are looked at once; written names the text. No pattern has a colon, so none runs into
-- the next.
texts_of_policies AS MATERIALIZED (
  SELECT
    account_id, owner_arn,
    lower(to_hex(sha256(to_utf8(array_join(
      array_agg(service_pattern || ':' || action_pattern ORDER BY service_pattern || ':' || action_pattern), ':'
    ))))) AS written
  FROM patterns_of_policies
  GROUP BY account_id, owner_arn
),
patterns_of_texts AS MATERIALIZED (
  SELECT DISTINCT w.written, n.service_namespace, w.action_pattern
  FROM (
    SELECT DISTINCT t.written, p.service_pattern, p.action_pattern
    FROM texts_of_policies t
    JOIN patterns_of_policies p ON p.account_id = t.account_id AND p.owner_arn = t.owner_arn
  ) AS w
  JOIN service_times n ON lower(n.service_namespace) LIKE w.service_pattern ESCAPE '!'
),
services_of_policies AS (
  SELECT DISTINCT t.account_id, t.owner_arn, t.written, p.service_namespace
  FROM texts_of_policies t
  JOIN patterns_of_texts p ON p.written = t.written
),
names_of_policies AS (
  SELECT DISTINCT w.written, w.service_namespace, a.action_key
  FROM patterns_of_texts w
  JOIN action_times a ON a.service_namespace = w.service_namespace
  WHERE a.action_key LIKE w.action_pattern ESCAPE '!'
)
