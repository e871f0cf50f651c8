-- What the documents that are left alone allow, by their text: documents with the same patterns have the same text. One that
-- was not read, or that allows what it does not name, is taken to allow everything.
-- Grain: account_id, owner_arn, policy_name, service_part, action_part.
WITH documents AS (
  SELECT DISTINCT account_id, owner_arn, policy_name
  FROM idle_holdings
),
statements AS (
  SELECT
    d.account_id, d.owner_arn, d.policy_name, s.effect,
    s.owner_arn IS NULL OR s.problem IS NOT NULL OR (s.effect = 'Allow' AND s.actions IS NULL) AS is_open,
    s.actions
  FROM documents d
  LEFT JOIN snapshot_policy_statements s
    ON s.snapshot_date = :snapshot_date
    AND s.account_id = d.account_id
    AND s.owner_arn = d.owner_arn
    AND s.policy_type = CASE WHEN d.policy_name = '' THEN 'managed' ELSE 'inline' END
    AND (d.policy_name = '' OR s.policy_name = d.policy_name)
),
patterns AS (
  SELECT DISTINCT
    s.account_id, s.owner_arn, s.policy_name,
    CASE WHEN strpos(t.action, ':') = 0 THEN '*' ELSE split_part(lower(t.action), ':', 1) END AS service_part,
    CASE WHEN strpos(t.action, ':') = 0 THEN '*' ELSE split_part(lower(t.action), ':', 2) END AS action_part
  FROM statements s
  CROSS JOIN UNNEST(CASE WHEN s.is_open THEN ARRAY['*'] ELSE s.actions END) AS t(action)
  WHERE s.is_open
    OR s.effect = 'Allow'
),
-- No part has a colon, so none runs into the next.
texts AS (
  SELECT
    account_id, owner_arn, policy_name,
    CAST(lower(to_hex(md5(to_utf8(
      array_join(array_agg(service_part || ':' || action_part ORDER BY service_part || ':' || action_part), ':')
    )))) AS varchar) AS text_hash
  FROM patterns
  GROUP BY account_id, owner_arn, policy_name
)
SELECT p.account_id, p.owner_arn, p.policy_name, t.text_hash, p.service_part, p.action_part
FROM patterns p
JOIN texts t ON t.account_id = p.account_id AND t.owner_arn = p.owner_arn AND t.policy_name = p.policy_name
