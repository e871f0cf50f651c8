-- Services granted to each measured principal. profile names by its content all that judged_lists reads of the grant: the run,
-- the service and its list, the other lists that reports showed, and what documents that are left alone allow of it. What
-- judged_lists says of a service and its actions is the same for all principals of one profile; a use is a principal's own.
-- Grain: account_id, principal_id, service_namespace.
WITH pasts AS (
  SELECT
    account_id, principal_id, service_namespace,
    array_join(
      array_agg(
        list_then || ' ' || CAST(next_days AS varchar)
          || ' ' || CAST(date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00', first_turn) AS varchar)
          || ' ' || CAST(date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00', last_turn) AS varchar)
        ORDER BY list_then
      ),
      ','
    ) AS past
  FROM differing_lists
  GROUP BY account_id, principal_id, service_namespace
),
first_shown AS (
  SELECT account_id, principal_id, service_namespace, min(first_at) AS grant_first_seen_at
  FROM reported_lists
  GROUP BY account_id, principal_id, service_namespace
),
idle AS (
  SELECT
    d.account_id, d.principal_id, i.service_namespace,
    array_join(array_agg(DISTINCT d.idle_name || ' ' || t.text_hash ORDER BY d.idle_name || ' ' || t.text_hash), ',') AS texts
  FROM idle_holdings d
  JOIN (SELECT DISTINCT account_id, owner_arn, policy_name, text_hash FROM idle_texts) AS t
    ON t.account_id = d.account_id AND t.owner_arn = d.owner_arn AND t.policy_name = d.policy_name
  JOIN idle_items i ON i.text_hash = t.text_hash AND i.action_key = ''
  GROUP BY d.account_id, d.principal_id, i.service_namespace
),
grants AS (
  SELECT
    o.*, f.grant_first_seen_at,
    o.run_id || ' ' || o.service_namespace || ' ' || o.list_hash || ' ' || coalesce(p.past, '') || coalesce(' ' || i.texts, '')
      AS profile_text
  FROM own_grants o
  LEFT JOIN first_shown f
    ON f.account_id = o.account_id AND f.principal_id = o.principal_id AND f.service_namespace = o.service_namespace
  LEFT JOIN pasts p
    ON p.account_id = o.account_id AND p.principal_id = o.principal_id AND p.service_namespace = o.service_namespace
  LEFT JOIN idle i
    ON i.account_id = o.account_id AND i.principal_id = o.principal_id AND i.service_namespace = o.service_namespace
),
profiles AS (
  SELECT profile_text, CAST(lower(to_hex(md5(to_utf8(profile_text)))) AS varchar) AS profile
  FROM (SELECT DISTINCT profile_text FROM grants) AS texts
)
SELECT
  g.run_id, g.account_id, g.principal_id, g.service_namespace, g.list_hash, p.profile, g.actions_tracked, g.grant_first_seen_at
FROM grants g
JOIN profiles p ON p.profile_text = g.profile_text
