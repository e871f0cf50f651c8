-- What can be removed, given the evidence: granted, tracked actions without an attempt, with enough evidence, of which no
-- snapshot of the days knows a use, without grants that are known to be younger and what may leave no row.
removable_grants AS (
  SELECT *
  FROM aged_actions
  WHERE evidence_days >= :days
    AND is_service_linked = false
    -- In one: of each condition by itself DuckDB expects that few grants are left, and would hold them in memory.
    AND CASE WHEN is_never_removed OR is_used OR is_blind OR grant_age = 'YOUNGER' THEN 1 ELSE 0 END = 0
)
