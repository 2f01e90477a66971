-- Who has a one-time code, every use of a code, and who asks that a lost one is forgotten. Rows are only ever inserted.

create table howdah.enrolment (
  id text primary key,
  -- `team/user`, or `cli/login` of somebody without a Slack account.
  person text not null,
  name text not null,
  -- Encrypted by a key that is not in the database.
  secret text not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null unique
);

create table howdah.code (
  id bigint generated always as identity primary key,
  enrolment_id text not null references howdah.enrolment,
  person text not null,
  -- What the code was given for: the enrolment itself, or a plan and its fingerprint.
  about text not null,
  verdict text not null check (verdict in ('accepted', 'wrong', 'replayed')),
  -- The period of 30 seconds that the code belongs to; null for a wrong code.
  step bigint,
  at timestamptz not null default clock_timestamp(),
  signature text not null unique
);
create index code_enrolment_idx on howdah.code (enrolment_id, at);
create index code_about_idx on howdah.code (about);

create table howdah.code_reset (
  id bigint generated always as identity primary key,
  enrolment_id text not null references howdah.enrolment,
  person text not null,
  name text not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null unique
);
create index code_reset_enrolment_idx on howdah.code_reset (enrolment_id);

create trigger enrolment_is_append_only before update or delete or truncate on howdah.enrolment
  for each statement execute function howdah.refuse_change();
create trigger code_is_append_only before update or delete or truncate on howdah.code
  for each statement execute function howdah.refuse_change();
create trigger code_reset_is_append_only before update or delete or truncate on howdah.code_reset
  for each statement execute function howdah.refuse_change();

grant select, insert (id, person, name, secret, signature) on howdah.enrolment to :role;
grant select, insert (enrolment_id, person, about, verdict, step, signature) on howdah.code to :role;
grant select, insert (enrolment_id, person, name, signature) on howdah.code_reset to :role;
