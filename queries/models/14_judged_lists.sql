-- What speaks against taking away a service (action_key is '') or an action of its list, once for all grants of a profile.
-- fixed_reasons, new_days (NEW_THING) and young_days (YOUNG_GRANT) as in judged_principals. The grant is KNOWN at up to the
-- less of known_days and reported_days of the principal: for so long reports show it without a gap; 400: every report has it.
-- young_days: the same where an earlier report would have shown it and does not, else 400. idle_documents: the names of the
-- list by which a document that allows it is left alone, of those that the principal holds; null: of none.
-- Rows of a profile are alike where for each principal the same bits and days speak against them; an action is not like its
-- service. They have the same first_alike_key, the action_key of the first of them; alike_count: how many they are.
-- Grain: profile, action_key.
WITH profiles AS (
  SELECT profile, run_id, service_namespace, list_hash
  FROM judged_grants
  GROUP BY profile, run_id, service_namespace, list_hash
),
pasts AS (
  SELECT DISTINCT g.profile, g.run_id, g.service_namespace, g.list_hash, d.list_then, d.next_days, d.first_turn, d.last_turn
  FROM differing_lists d
  JOIN judged_grants g
    ON g.account_id = d.account_id AND g.principal_id = d.principal_id AND g.service_namespace = d.service_namespace
),
-- would_show: some report that shows list_then would have shown it. If any would, then the first or the last of them would.
lacked AS (
  SELECT
    p.profile, i.action_key,
    min(p.next_days) AS known_days,
    bool_or(
      t.new_since IS NULL
      OR NOT (t.new_since > p.first_turn AND t.witnessed_at <= p.first_turn)
      OR NOT (t.new_since > p.last_turn AND t.witnessed_at <= p.last_turn)
    ) AS would_show
  FROM pasts p
  JOIN list_items i ON i.service_namespace = p.service_namespace AND i.list_hash = p.list_hash
  LEFT JOIN list_items o
    ON o.service_namespace = p.service_namespace AND o.list_hash = p.list_then AND o.action_key = i.action_key
  JOIN judged_things t
    ON t.run_id = p.run_id AND t.service_namespace = i.service_namespace AND t.action_key = i.action_key
  WHERE o.list_hash IS NULL
  GROUP BY p.profile, i.action_key
),
texts_of_profiles AS (
  SELECT DISTINCT g.profile, g.service_namespace, d.idle_name, t.text_hash
  FROM idle_holdings d
  JOIN (SELECT DISTINCT account_id, owner_arn, policy_name, text_hash FROM idle_texts) AS t
    ON t.account_id = d.account_id AND t.owner_arn = d.owner_arn AND t.policy_name = d.policy_name
  JOIN judged_grants g ON g.account_id = d.account_id AND g.principal_id = d.principal_id
),
idle AS (
  SELECT
    p.profile, i.action_key,
    CAST(array_join(array_agg(DISTINCT p.idle_name ORDER BY p.idle_name), ', ') AS varchar) AS idle_documents
  FROM texts_of_profiles p
  JOIN idle_items i ON i.text_hash = p.text_hash AND i.service_namespace = p.service_namespace
  GROUP BY p.profile, i.action_key
),
judged AS (
  SELECT
    p.profile, p.service_namespace, i.action_key, i.action_name, t.access_level, t.power, t.kept_actions, t.tracked_at,
    t.known_since, t.fixed_reasons, t.new_days,
    CASE WHEN l.would_show THEN l.known_days ELSE 400 END AS young_days,
    coalesce(l.known_days, 400) AS known_days,
    n.idle_documents
  FROM profiles p
  JOIN list_items i ON i.service_namespace = p.service_namespace AND i.list_hash = p.list_hash
  JOIN judged_things t ON t.run_id = p.run_id AND t.service_namespace = i.service_namespace AND t.action_key = i.action_key
  LEFT JOIN lacked l ON l.profile = p.profile AND l.action_key = i.action_key
  LEFT JOIN idle n ON n.profile = p.profile AND n.action_key = i.action_key
)
SELECT j.*, min(action_key) OVER alike AS first_alike_key, count(*) OVER alike AS alike_count
FROM judged j
WINDOW alike AS (PARTITION BY profile, action_key = '', tracked_at, fixed_reasons, new_days, young_days, idle_documents)
