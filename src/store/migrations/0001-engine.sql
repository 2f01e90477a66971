-- Plans, approvals, runs and their journal. Times are the database's; Howdah's clock decides nothing.
-- Rows of journal and approval are only ever inserted.

create table howdah.plan (
  id text primary key,
  change text not null,
  cluster text not null,
  body jsonb not null,
  fingerprint text not null,
  requester text not null,
  state text check (state in ('pending', 'queued', 'running', 'parked', 'looking')),
  outcome text check (outcome in ('succeeded', 'failed', 'cancelled', 'rejected', 'expired', 'outdated', 'superseded', 'reverted', 'skipped', 'missed')),
  -- One sentence: what was undone, what is left, why it ended.
  ending text,
  origin jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  -- When approvers were reminded, at half the expiry.
  reminded_at timestamptz,
  ended_at timestamptz,
  -- Grows with everything a person could see; messages follow it.
  revision bigint not null default 1,
  check ((state is null) <> (outcome is null))
);

create index plan_open_idx on howdah.plan (state, expires_at) where state is not null;
create index plan_created_at_idx on howdah.plan (created_at);

create table howdah.approval (
  plan_id text not null references howdah.plan,
  person text not null,
  name text not null,
  decision text not null check (decision in ('approve', 'reject')),
  fingerprint text not null,
  reason text,
  via text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (plan_id, person)
);

create table howdah.run (
  id text primary key,
  plan_id text not null unique references howdah.plan,
  -- The fencing token: only grows, an older holder cannot write any more.
  token bigint not null default 0,
  holder text,
  held_until timestamptz,
  wake_at timestamptz not null default clock_timestamp(),
  attempts int not null default 0,
  -- Who asked for the run to stop, as { person, name, at }.
  stop jsonb,
  -- Where the present step is, for the message; never the truth.
  progress jsonb,
  waiting_for text,
  created_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);

create table howdah.journal (
  run_id text not null references howdah.run,
  seq int not null,
  token bigint not null,
  kind text not null,
  step int,
  detail jsonb not null default '{}',
  at timestamptz not null default clock_timestamp(),
  primary key (run_id, seq)
);

create table howdah.claim (
  run_id text not null references howdah.run,
  cluster text not null,
  kind text not null,
  key text not null,
  label text not null,
  mode text not null check (mode in ('shared', 'exclusive')),
  primary key (run_id, cluster, kind, key)
);

-- A watch any process may act on once it is due: measured effects, guards.
create table howdah.watch (
  run_id text not null references howdah.run,
  kind text not null,
  due_at timestamptz not null,
  body jsonb not null default '{}',
  settled_at timestamptz,
  primary key (run_id, kind)
);

-- Snapshots of the application's traffic: when it was planned, before the first step, after the last.
create table howdah.measurement (
  plan_id text not null references howdah.plan,
  moment text not null check (moment in ('planned', 'before', 'after', 'later')),
  body jsonb not null,
  at timestamptz not null default clock_timestamp(),
  primary key (plan_id, moment)
);

-- What a button means: it carries nothing but its random id.
create table howdah.button (
  id text primary key,
  plan_id text references howdah.plan,
  verb text not null,
  -- A command line that the click says for the person, for buttons that are not about a plan.
  command text,
  fingerprint text,
  -- The same rendering of the same message keeps its buttons.
  rendering text not null,
  channel text,
  ts text,
  created_at timestamptz not null default clock_timestamp()
);
create unique index button_rendering_idx on howdah.button (plan_id, verb, rendering) where plan_id is not null;

-- Which message shows which plan, and how far it is behind.
create table howdah.message (
  plan_id text not null references howdah.plan,
  -- 'parent' in the channel, or 'direct:<person>' to an approver.
  part text not null,
  channel text not null,
  ts text,
  revision bigint not null default 0,
  primary key (plan_id, part)
);

-- Lines of a thread that were posted: each once.
create table howdah.thread_line (
  plan_id text not null references howdah.plan,
  key text not null,
  ts text,
  at timestamptz not null default clock_timestamp(),
  primary key (plan_id, key)
);

-- Envelopes, events and triggers that were handled, across all processes.
create table howdah.seen (
  key text primary key,
  at timestamptz not null default clock_timestamp()
);

create table howdah.freeze (
  -- A cluster's name, or '*' for all.
  scope text primary key,
  person text not null,
  name text not null,
  reason text not null,
  at timestamptz not null default clock_timestamp()
);

create function howdah.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

-- Whoever shows plans listens to this.
create function howdah.tell_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('howdah_changed', new.id);
  return null;
end
$$;

create trigger plan_tells_changes after insert or update of revision on howdah.plan
  for each row execute function howdah.tell_change();

create trigger journal_is_append_only before update or delete or truncate on howdah.journal
  for each statement execute function howdah.refuse_change();
create trigger approval_is_append_only before update or delete or truncate on howdah.approval
  for each statement execute function howdah.refuse_change();

grant usage on schema howdah to :role;
grant select on howdah.migration to :role;
grant select, insert, update on howdah.plan, howdah.run, howdah.watch, howdah.button, howdah.message, howdah.thread_line to :role;
grant select, insert on howdah.approval, howdah.journal, howdah.measurement to :role;
grant select, insert, delete on howdah.claim, howdah.freeze, howdah.seen to :role;
