-- What several models say in the same words. The runner makes these before the models, and they stay in the warehouse, so that a model
-- file can be pasted into a shell that has it open.

-- The id that a name makes; warehouse/ids.py says the rule and is held to the same ids by a test.
create or replace macro slug(name) as
    case
        when regexp_full_match(name, '[A-Za-z0-9 ._/(),:-]*[A-Za-z0-9][A-Za-z0-9 ._/(),:-]*')
            then lower(trim(regexp_replace(name, '[^A-Za-z0-9]+', '-', 'g'), '-'))
        else coalesce(nullif(lower(trim(regexp_replace(name, '[^A-Za-z0-9]+', '-', 'g'), '-')), ''), 'name') || '-' || left(sha256(name), 8)
    end;

-- What of a benchmark's name tells it from others: letters, digits and signs such as +, whatever case, separators and apostrophes it is
-- written with.
create or replace macro scale_name_key(name) as
    trim(regexp_replace(lower(translate(name, '’‘`', '''''''')), '[ ._/(),:-]+', ' ', 'g'));

-- Six months and the month, in days, as in lag/units.py.
create or replace macro six_months() as 182.625;
create or replace macro months(days) as days / 30.4375;
