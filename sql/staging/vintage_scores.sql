-- meaning: Scores of the capability index as they stood in each kept publication.
-- grain: one row per name and publication
-- key: name, publication
-- caveat: From 2026-04-29 on a name is that of a model family. Where it stood for two versions the printed day is part of the name here.
select name, publication, score,
from raw.score_vintages
