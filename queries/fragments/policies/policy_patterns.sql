-- How names match the parts of actions, service and name, that Allow statements of policies write. Wildcards stand anywhere, and
-- LIKE tries each place for each of them, which for several takes time without end: then expression, as text for regexp_like,
-- replaces like_pattern. Its groups are never tried again, for the first place that fits is as good as any.
-- least_length: a shorter name does not match. A name has letters, digits, - and _ alone.
allowed_parts AS (
  SELECT DISTINCT
    s.account_id, s.policy_type, s.owner_arn, s.policy_name,
    CASE WHEN strpos(t.action, ':') = 0 THEN '*' ELSE split_part(lower(t.action), ':', 1) END AS service_part,
    CASE WHEN strpos(t.action, ':') = 0 THEN '*' ELSE split_part(lower(t.action), ':', 2) END AS action_part
  FROM snapshot_policy_statements s
  CROSS JOIN UNNEST(coalesce(s.actions, ARRAY['*'])) AS t(action)
  WHERE s.snapshot_date = :snapshot_date
    AND s.policy_type IN ('managed', 'inline')
    AND s.effect = 'Allow'
),
policy_patterns AS (
  SELECT
    part,
    length(replace(part, '*', '')) AS least_length,
    replace(replace(replace(replace(replace(part, '!', '!!'), '%', '!%'), '_', '!_'), '*', '%'), '?', '_') AS like_pattern,
    CASE
      WHEN strpos(core, '*') = 0 OR (strpos(part, '*') > 1 AND length(replace(core, '*', '')) + 1 = length(core)) THEN NULL
      WHEN regexp_extract(part, '^[a-z0-9*?_-]+$') = part THEN
        '^(?>'
          || replace(replace(regexp_extract(part, '^(.*)[*]([^*]*)$', 1), '?', '.'), '*', ')(?>.*?')
          || ').*'
          || replace(regexp_extract(part, '^(.*)[*]([^*]*)$', 2), '?', '.')
          || '$'
      ELSE '^[^a-z0-9_-]$'
    END AS expression
  FROM (
    SELECT part, trim(BOTH '*' FROM part) AS core
    FROM (SELECT service_part AS part FROM allowed_parts UNION SELECT action_part FROM allowed_parts) AS parts
  ) AS cores
)
