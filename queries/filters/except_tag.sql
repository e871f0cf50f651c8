-- parameter: except_tag tag list optional: tags of exceptions, such as team=payments, or keys alone, with wildcards
-- leaves-out: users and roles of listed_principals, by account, ou, principal, tag, owner, principal_type

-- if given
AND (tags IS NULL OR coalesce(regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')), '') = '')
