-- Regions for which IAM reports last-accessed data, and since when; in any other a use leaves no row. Made from
-- src/model/aws/tracked-regions.ts by `npm run generate`.
-- Grain: region.
CREATE OR REPLACE VIEW tracked_regions AS
SELECT
  CAST(region AS varchar) AS region,
  CAST(tracked_since AS timestamp) AS tracked_since
FROM (
  VALUES
    ('us-east-1', '2015-10-01'),
    ('us-west-1', '2015-10-01'),
    ('us-west-2', '2015-10-01'),
    ('ap-southeast-1', '2015-10-01'),
    ('ap-southeast-2', '2015-10-01'),
    ('ap-northeast-1', '2015-10-01'),
    ('eu-central-1', '2015-10-01'),
    ('eu-west-1', '2015-10-01'),
    ('sa-east-1', '2015-12-11'),
    ('ap-northeast-2', '2016-01-06'),
    ('ap-south-1', '2016-06-27'),
    ('us-east-2', '2017-10-27'),
    ('ca-central-1', '2017-10-28'),
    ('eu-west-2', '2017-10-28'),
    ('eu-west-3', '2017-12-18'),
    ('ap-northeast-3', '2018-02-11'),
    ('eu-north-1', '2018-12-12'),
    ('ap-east-1', '2019-04-24'),
    ('me-south-1', '2019-07-29'),
    ('af-south-1', '2020-04-22'),
    ('eu-south-1', '2020-04-28'),
    ('ap-southeast-3', '2021-12-13'),
    ('me-central-1', '2022-08-30'),
    ('eu-central-2', '2022-11-08'),
    ('eu-south-2', '2022-11-15'),
    ('ap-south-2', '2022-11-22'),
    ('ap-southeast-4', '2023-01-23'),
    ('us-gov-east-1', '2023-07-01'),
    ('us-gov-west-1', '2023-07-01'),
    ('il-central-1', '2023-08-01')
) AS t(region, tracked_since)
