-- parameter: tag tag optional: tag of the principal, such as owner=shop, or a key alone; accounts that were not measured stay in
AND (tags IS NULL OR strpos(tags, :tag.json) > 0 OR strpos(tags, :tag.escaped) > 0)
