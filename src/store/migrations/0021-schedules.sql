-- Schedules: each revision is a row, the newest one counts. Slots: a row each, so that a slot is taken once.

create table howdah.schedule (
  id text not null,
  revision int not null check (revision > 0),
  body jsonb not null,
  person text not null,
  name text not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null,
  primary key (id, revision)
);

create trigger schedule_is_append_only before update or delete or truncate on howdah.schedule
  for each statement execute function howdah.refuse_change();

-- A login that may write a counter must not write one after which nothing can be written any more.
create function howdah.follow_revision() returns trigger language plpgsql as $$
declare
  newest int;
begin
  select coalesce(max(revision), 0) into newest from howdah.schedule where id = new.id;
  if new.revision > newest + 1 then
    raise exception 'revision % does not follow revision % of schedule %', new.revision, newest, new.id
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
create trigger schedule_follows before insert on howdah.schedule
  for each row execute function howdah.follow_revision();

create function howdah.tell_schedule() returns trigger language plpgsql as $$
begin
  perform pg_notify('howdah_schedule', to_jsonb(new) ->> tg_argv[0]);
  return null;
end
$$;
create trigger schedule_is_told after insert on howdah.schedule
  for each row execute function howdah.tell_schedule('id');

create table howdah.slot (
  schedule_id text not null,
  -- As signed: a copy some microseconds later would carry a good signature too.
  at timestamptz not null check (at = date_trunc('milliseconds', at)),
  token int not null default 1,
  holder text not null,
  held_until timestamptz not null,
  taken_at timestamptz not null default clock_timestamp(),
  -- The person who said that it runs now; null for a time of the calendar.
  asked_by text,
  -- Null until the slot is over.
  body jsonb,
  signature text not null,
  ended_at timestamptz,
  told_at timestamptz,
  primary key (schedule_id, at)
);
create index slot_untold_idx on howdah.slot (at) where told_at is null;

create trigger slot_is_kept before delete or truncate on howdah.slot
  for each statement execute function howdah.refuse_change();
-- An end stays, but for a row of another's making, which is taken anew with a higher token.
create trigger slot_counts_by_one before update on howdah.slot for each row
  when (new.token < old.token or new.token > old.token + 1
    or new.token = old.token and old.body is not null and new.body is distinct from old.body)
  execute function howdah.refuse_change();
create trigger slot_is_told after insert on howdah.slot for each row
  when (new.asked_by is not null)
  execute function howdah.tell_schedule('schedule_id');

-- Not unique: a row of another's making must not keep out the plan of a slot.
create index plan_slot_idx on howdah.plan ((origin #>> '{slot,schedule}'), (origin #>> '{slot,at}'))
  where origin ? 'slot';

-- The queue looks for a timer of the same slot before it adds one, and two processes may look at once.
create unique index agenda_slot_idx on agenda.agenda_jobs ((data ->> 'schedule'), (data ->> 'slot'))
  where name = 'look at schedule';

grant select, insert (id, revision, body, person, name, signature) on howdah.schedule to :role;
grant select, insert (schedule_id, at, holder, held_until, asked_by, signature),
  update (token, holder, held_until, asked_by, body, signature, ended_at, told_at) on howdah.slot to :role;
