-- judged_lists, and which rows of a profile are alike: for each principal the same bits and days speak against them. They have the
-- same first_key, the action_key of the first of them; alike: how many they are. An action is not like its service.
-- Grain: profile, action_key.
SELECT l.*, min(action_key) OVER alike AS first_key, count(*) OVER alike AS alike
FROM judged_lists l
WINDOW alike AS (PARTITION BY profile, action_key = '', tracked_at, fixed_reasons, new_days, young_days)
