-- Inline policies of the snapshot.
SELECT account_id, owner_arn, owner_type, policy_name, document, ou_path
FROM snapshot_inline_policies
WHERE snapshot_date = :snapshot_date
ORDER BY account_id, owner_arn, policy_name
