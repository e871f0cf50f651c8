-- Groups of the snapshot.
SELECT account_id, group_arn, group_name, path, attached_policy_arns, inline_policy_names
FROM snapshot_groups
WHERE snapshot_date = :snapshot_date
ORDER BY account_id, group_arn
