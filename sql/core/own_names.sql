-- meaning: Names under which a source speaks of this very version, so that its day and its label are those of the release.
-- grain: one row per source and name
-- key: source, name
-- caveat: Two ways of joining a name say less. The address of its weights tells which weights are served under it today, and Epoch counts later
-- versions under one name (gpt-4-0125-preview under GPT-4 Turbo of November 2023): such a name is the release in core.identities, and lends no day.
select identities.source, identities.name, identities.release_id,
from core.identities as identities
where exists (
    from core.identity_claims as claims
    where
        claims.source = identities.source
        and claims.name = identities.name
        and claims.release_id = identities.release_id
        and claims.exact_key not in ('weights', 'epoch_name', 'costs')
)
