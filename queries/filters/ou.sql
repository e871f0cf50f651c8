-- parameter: ou ou list optional: IDs of OUs or roots, each with everything below it; accounts whose OU is not known stay in
AND (ou_path IS NULL OR arrays_overlap(split(ou_path, '/'), ARRAY[:ou])) -- if given
