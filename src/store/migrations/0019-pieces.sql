-- How far actions in pieces have come, and how people steer them.

create table howdah.checkpoint (
  run_id text not null references howdah.run,
  step int not null,
  way text not null check (way in ('forward', 'back')),
  -- How often the run has begun anew.
  round int not null,
  seq int not null,
  token bigint not null,
  body jsonb not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null unique,
  primary key (run_id, step, way, round, seq)
);

create table howdah.steering (
  id bigint generated always as identity primary key,
  run_id text not null references howdah.run,
  person text not null,
  name text not null,
  body jsonb not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null unique
);
create index steering_run_idx on howdah.steering (run_id, id);

create trigger checkpoint_is_append_only before update or delete or truncate on howdah.checkpoint
  for each statement execute function howdah.refuse_change();
create trigger steering_is_append_only before update or delete or truncate on howdah.steering
  for each statement execute function howdah.refuse_change();

grant select, insert (run_id, step, way, round, seq, token, body, signature) on howdah.checkpoint to :role;
grant select, insert (run_id, person, name, body, signature) on howdah.steering to :role;
