-- parameter: tag tag optional: tag of the principal, such as owner=shop, or a key alone, with wildcards; accounts that were not measured stay in
AND (tags IS NULL OR regexp_extract(tags, array_join(ARRAY[:tag.pattern, :tag.escapedpattern], '|')) <> '') -- if given
