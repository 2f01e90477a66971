-- What a guard reads before a change and after it, until it lets the change stand or takes it back.

create table howdah.reading (
  id bigint generated always as identity primary key,
  plan_id text not null references howdah.plan,
  moment text not null check (moment in ('before', 'since')),
  body jsonb not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null unique
);
create index reading_plan_idx on howdah.reading (plan_id, id);

create trigger reading_is_append_only before update or delete or truncate on howdah.reading
  for each statement execute function howdah.refuse_change();

grant select, insert (plan_id, moment, body, signature) on howdah.reading to :role;
