-- The primary of each cluster as the leading bot saw it last, with its last WAL positions: a bot that starts after the
-- primary has died bounds the loss of a failover by this. A row a cluster, which counts where Howdah signed it.

create table howdah.seen_primary (
  cluster text primary key,
  body jsonb not null,
  at timestamptz not null default clock_timestamp() check (at between '2000-01-01+00' and '2200-01-01+00'),
  signature text not null
);

create trigger seen_primary_is_short before insert or update on howdah.seen_primary
  for each row execute function howdah.refuse_bulk();
create trigger seen_primary_is_shorter before insert or update on howdah.seen_primary
  for each row execute function howdah.refuse_long(50000);

-- Whoever looks for forged rows looks at what has changed since.
create function howdah.see_now() returns trigger language plpgsql as $$
begin
  new.at := clock_timestamp();
  return new;
end
$$;
create trigger seen_primary_is_of_now before insert or update on howdah.seen_primary
  for each row execute function howdah.see_now();

grant select, insert (cluster, body, signature), update (body, signature) on howdah.seen_primary to :role;
