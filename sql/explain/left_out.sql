-- Left out of our own index
select kind, reason from marts.index_left_out where kind = 'release' and name = $release_id
