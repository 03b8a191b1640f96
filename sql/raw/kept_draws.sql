-- Draws of the index of the warehouse that a build replaces: taken over where nothing they depend on has changed, and dropped at its end.
create table raw.kept_fit (draw_key varchar, n_draws_failed bigint, n_unplaced bigint, n_undrawn bigint);
create table raw.kept_draws (draw integer, kind varchar, name_id varchar, value double);
