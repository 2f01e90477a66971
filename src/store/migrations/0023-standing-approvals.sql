-- Changes that people approve beforehand, what they decide about each, and the plans that each approved.

create table howdah.standing_approval (
  id text primary key,
  body jsonb not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null unique
);

create table howdah.standing_decision (
  id bigint generated always as identity primary key,
  standing_id text not null references howdah.standing_approval,
  person text not null,
  name text not null,
  decision text not null check (decision in ('approve', 'withdraw', 'review')),
  -- What the person saw.
  fingerprint text not null,
  note text,
  via text not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null unique
);
create index standing_decision_idx on howdah.standing_decision (standing_id, id);

create table howdah.standing_use (
  id bigint generated always as identity primary key,
  standing_id text not null references howdah.standing_approval,
  plan_id text not null references howdah.plan,
  schedule text not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null unique
);
create index standing_use_idx on howdah.standing_use (standing_id, id);
create index standing_use_plan_idx on howdah.standing_use (plan_id);

create trigger standing_approval_is_append_only before update or delete or truncate on howdah.standing_approval
  for each statement execute function howdah.refuse_change();
create trigger standing_decision_is_append_only before update or delete or truncate on howdah.standing_decision
  for each statement execute function howdah.refuse_change();
create trigger standing_use_is_append_only before update or delete or truncate on howdah.standing_use
  for each statement execute function howdah.refuse_change();

grant select, insert (id, body, signature) on howdah.standing_approval to :role;
grant select, insert (standing_id, person, name, decision, fingerprint, note, via, signature) on howdah.standing_decision to :role;
grant select, insert (standing_id, plan_id, schedule, signature) on howdah.standing_use to :role;
