-- What each list of actions of one run holds, its names joined by line feeds in no order: for `verify`, which works out
-- the hash. Its tables hold that run alone.
-- Grain: service_namespace, list_hash.
SELECT service_namespace, list_hash, array_to_string(array_agg(DISTINCT action_name), chr(10)) AS action_names
FROM raw.granted_lists
GROUP BY service_namespace, list_hash
