-- Restore drills that came to an end: a row each, which counts where Howdah signed it. The rows stay: one is small, and
-- how long restores took is worth more the longer it is known.

create table howdah.drill (
  seq bigint generated always as identity,
  run text primary key,
  cluster text not null,
  body jsonb not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null
);
create index drill_cluster_idx on howdah.drill (cluster, seq);
create index drill_at_idx on howdah.drill (at);

create trigger drill_is_append_only before update or delete or truncate on howdah.drill
  for each statement execute function howdah.refuse_change();
create trigger drill_is_short before insert or update on howdah.drill
  for each row execute function howdah.refuse_bulk();
create trigger drill_is_shorter before insert on howdah.drill
  for each row execute function howdah.refuse_long(50000);

grant select, insert (run, cluster, body, signature) on howdah.drill to :role;
