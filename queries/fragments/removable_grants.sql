-- What can be removed, given the evidence: granted, tracked actions without an attempt, with enough evidence, of which no
-- snapshot of the days knows a use, without grants that are known to be younger and what may leave no row.
removable_grants AS (
  SELECT *
  FROM aged_actions
  WHERE evidence_days >= :days
    AND is_service_linked = false
    AND NOT is_never_removed
    AND NOT is_used
    AND NOT is_blind
    AND grant_age <> 'YOUNGER'
)
