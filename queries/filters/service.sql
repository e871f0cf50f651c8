-- parameter: service service list optional: service namespaces, such as s3
AND (service_namespace IS NULL OR service_namespace IN (:service)) -- if given
