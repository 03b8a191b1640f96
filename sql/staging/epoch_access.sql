-- meaning: What Epoch calls the access to a model, in this project's words.
-- grain: one row per wording of Epoch's
-- key: accessibility
-- caveat: Any other wording, and a blank one, is unknown.
select accessibility, openness,
from (values
    ('Open weights (unrestricted)', 'open_unrestricted'),
    ('Open weights (restricted use)', 'open_restricted'),
    ('Open weights (non-commercial)', 'open_noncommercial'),
    ('API access', 'api'),
    ('Hosted access (no API)', 'hosted'),
    ('Unreleased', 'unreleased')
) as wordings (accessibility, openness)
