-- unmeasured, with is_closed: the account is suspended or closed, so that nobody in it can use anything.
-- Grain: snapshot_date, account_id, principal_id (null for the account).
CREATE OR REPLACE VIEW unmeasured_or_closed AS
SELECT
  u.*,
  CAST(coalesce(a.account_state IN ('SUSPENDED', 'CLOSED'), false) AS boolean) AS is_closed
FROM unmeasured u
LEFT JOIN snapshot_accounts a ON a.snapshot_date = u.snapshot_date AND a.account_id = u.account_id
