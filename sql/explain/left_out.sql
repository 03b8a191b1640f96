-- Left out of our own index
select name as release_id, kind, reason from marts.index_left_out where kind = 'release' and name in (select unnest(getvariable('release_ids')))
