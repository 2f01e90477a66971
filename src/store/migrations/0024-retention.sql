-- What is over is removed after its time: by functions of the owner, which look at the database's clock. Howdah's login
-- can remove nothing younger than the floors in here, nothing open, and never an entry of the record.

-- What is looked for all the time is found among what is open, however much is over.
create index watch_open_idx on howdah.watch (due_at) where settled_at is null;
create index watch_guard_idx on howdah.watch (run_id) where kind = 'guard';
create index run_open_idx on howdah.run (wake_at) where ended_at is null;
create index plan_ended_idx on howdah.plan (ended_at) where outcome is not null;
create index plan_cluster_ended_idx on howdah.plan (cluster, ended_at) where outcome is not null;
create index plan_requester_idx on howdah.plan (requester, created_at);
create index plan_sets_idx on howdah.plan (cluster, created_at)
  where body @? '$.steps[*].effects[*] ? (@.kind == "setting")';
create index plan_creates_idx on howdah.plan (cluster, (body ->> 'database'))
  where body @? '$.steps[*].effects[*] ? (@.change == "create")';
create index approval_at_idx on howdah.approval (at);
create index checkpoint_at_idx on howdah.checkpoint (at);
create index report_at_idx on howdah.report (at);

-- The revision that a message has to show, beside the one that it shows: what is behind is found without its plan.
alter table howdah.message add column wanted bigint not null default 1;
update howdah.message set wanted = plan.revision from howdah.plan where plan.id = plan_id;
-- Of a comparison of columns the planner would guess that a third of all messages are behind.
alter table howdah.message add column behind boolean not null generated always as (revision < wanted) stored;
create index message_behind_idx on howdah.message (plan_id) where behind;

create function howdah.follow_plan() returns trigger language plpgsql as $$
begin
  -- Waits for a transaction that is changing the plan, and keeps out the next one.
  select revision into new.wanted from howdah.plan where id = new.plan_id for share;
  return new;
end
$$;
create trigger message_follows before insert on howdah.message
  for each row execute function howdah.follow_plan();

create function howdah.want_revision() returns trigger language plpgsql as $$
begin
  update howdah.message set wanted = new.revision where plan_id = new.id and wanted < new.revision;
  return null;
end
$$;
create trigger plan_wants_to_be_shown after update of revision on howdah.plan
  for each row execute function howdah.want_revision();

-- When something was over is the database's to say: a time by hand in the past would have it removed early.
create function howdah.end_now() returns trigger language plpgsql as $$
begin
  new.ended_at := clock_timestamp();
  return new;
end
$$;
create trigger plan_ends_now before update on howdah.plan for each row
  when (old.outcome is null and new.outcome is not null)
  execute function howdah.end_now();
create trigger run_ends_now before update on howdah.run for each row
  when (old.ended_at is null and new.ended_at is not null)
  execute function howdah.end_now();

-- Rows go only table by table, by the owner and the owner's functions, which name the table.
create or replace function howdah.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('howdah.removing', true) = tg_table_name
    and pg_has_role((select relowner from pg_class where oid = tg_relid), 'usage') then
    return null;
  end if;
  raise exception 'rows of % are never changed or removed', tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

-- How much was removed on which day; the entry of the record is written from this.
create table howdah.removal (
  day date not null default (clock_timestamp() at time zone 'UTC')::date,
  what text not null,
  rows bigint not null,
  primary key (day, what)
);
grant select on howdah.removal to :role;

create function howdah.note_removal(kind text, gone bigint) returns void language sql as $$
  insert into howdah.removal (what, rows) select kind, gone where gone > 0
  on conflict (day, what) do update set rows = removal.rows + excluded.rows;
$$;

create function howdah.removed_before(days int, fewest int) returns timestamptz language plpgsql as $$
begin
  if days is null or days < fewest then
    raise exception 'nothing younger than % days is removed, and % were given', fewest, days
      using errcode = 'insufficient_privilege';
  end if;
  return clock_timestamp() - make_interval(days => days);
end
$$;

-- Plans that are over, with everything about them. One whose undo is kept is kept, and so is one that waits for a
-- review or has a guard that looks.
create function howdah.remove_plans(days int, most int) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before timestamptz := howdah.removed_before(days, 90);
  plans text[];
  runs text[];
  part text;
begin
  select array_agg(id) into plans from (
    select p.id from howdah.plan p left join howdah.run r on r.plan_id = p.id
    where p.outcome is not null and p.ended_at < before and p.created_at < before
      and (r.id is null or r.ended_at < before)
      and not exists (select from howdah.watch w where w.run_id = r.id and w.settled_at is null)
      and not exists (select from howdah.plan undo where undo.body ->> 'undoes' = r.id
        and (undo.outcome is null or undo.ended_at >= before or undo.created_at >= before))
      and not exists (select from howdah.break_glass g where g.plan_id = p.id
        and not exists (select from howdah.review v where v.plan_id = p.id))
    order by p.ended_at limit least(most, 1000) for update of p skip locked
  ) old;
  if plans is null then
    return 0;
  end if;
  select coalesce(array_agg(id), '{}') into runs from howdah.run where plan_id = any (plans);
  foreach part in array array['journal', 'claim', 'watch', 'checkpoint', 'steering', 'run_before_signing'] loop
    perform set_config('howdah.removing', part, true);
    execute format('delete from howdah.%I where run_id = any ($1)', part) using runs;
  end loop;
  foreach part in array array['approval', 'break_glass', 'review', 'measurement', 'reading', 'button', 'message',
    'thread_line', 'standing_use', 'run'] loop
    perform set_config('howdah.removing', part, true);
    execute format('delete from howdah.%I where plan_id = any ($1)', part) using plans;
  end loop;
  perform set_config('howdah.removing', '', true);
  delete from howdah.plan where id = any (plans);
  perform howdah.note_removal('plan', cardinality(plans));
  return cardinality(plans);
end
$$;

-- What guards have read: their ends stand in the journal.
create function howdah.remove_readings(days int, most int) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before timestamptz := howdah.removed_before(days, 7);
  gone bigint;
begin
  perform set_config('howdah.removing', 'reading', true);
  delete from howdah.reading where id in (
    select g.id from howdah.reading g join howdah.plan p on p.id = g.plan_id left join howdah.run r on r.plan_id = p.id
    where g.at < before and p.outcome is not null and p.ended_at < before
      and not exists (select from howdah.watch w where w.run_id = r.id and w.settled_at is null)
    order by g.id limit least(most, 10000) for update of g skip locked
  );
  get diagnostics gone = row_count;
  perform set_config('howdah.removing', '', true);
  perform howdah.note_removal('reading', gone);
  return gone;
end
$$;

-- Checkpoints of runs that are over, but for the last one of each action: an undo goes back from there.
create function howdah.remove_checkpoints(days int, most int) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before timestamptz := howdah.removed_before(days, 7);
  gone bigint;
begin
  perform set_config('howdah.removing', 'checkpoint', true);
  delete from howdah.checkpoint where signature in (
    select c.signature from howdah.checkpoint c join howdah.run r on r.id = c.run_id
    where c.at < before and r.ended_at < before and exists (
      select from howdah.checkpoint later where (later.run_id, later.step, later.way, later.round)
        = (c.run_id, c.step, c.way, c.round) and later.seq > c.seq and later.at <= r.ended_at)
    order by c.at limit least(most, 10000) for update of c skip locked
  );
  get diagnostics gone = row_count;
  perform set_config('howdah.removing', '', true);
  perform howdah.note_removal('checkpoint', gone);
  return gone;
end
$$;

-- Keys of reports that were posted, each of a day; a row without a day says since when there are digests.
create function howdah.remove_reports(days int, most int) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before timestamptz := howdah.removed_before(days, 30);
  gone bigint;
begin
  delete from howdah.report where key in (
    select key from howdah.report where at < before and ts is distinct from ''
    order by at limit least(most, 10000) for update skip locked
  );
  get diagnostics gone = row_count;
  delete from howdah.removal where day < before - interval '1 year';
  perform howdah.note_removal('report', gone);
  return gone;
end
$$;

-- Buttons that say a command; those of a plan go with the plan.
create function howdah.remove_buttons(days int, most int) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before timestamptz := howdah.removed_before(days, 90);
  gone bigint;
begin
  delete from howdah.button where id in (
    select id from howdah.button where plan_id is null and created_at < before
    order by created_at limit least(most, 10000) for update skip locked
  );
  get diagnostics gone = row_count;
  perform howdah.note_removal('button', gone);
  return gone;
end
$$;

-- Slots of schedules that are over and were told.
create function howdah.remove_slots(days int, most int) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before timestamptz := howdah.removed_before(days, 30);
  gone bigint := 0;
begin
  if to_regclass('howdah.slot') is null then
    return 0;
  end if;
  perform set_config('howdah.removing', 'slot', true);
  delete from howdah.slot where (schedule_id, at) in (
    select schedule_id, at from howdah.slot
    where at < before and taken_at < before and ended_at is not null and told_at is not null
    order by at limit least(most, 10000) for update skip locked
  );
  get diagnostics gone = row_count;
  perform set_config('howdah.removing', '', true);
  perform howdah.note_removal('slot', gone);
  return gone;
end
$$;

revoke execute on function howdah.note_removal(text, bigint), howdah.removed_before(int, int),
  howdah.remove_plans(int, int), howdah.remove_readings(int, int), howdah.remove_checkpoints(int, int),
  howdah.remove_reports(int, int), howdah.remove_buttons(int, int), howdah.remove_slots(int, int) from public;
grant execute on function howdah.remove_plans(int, int), howdah.remove_readings(int, int),
  howdah.remove_checkpoints(int, int), howdah.remove_reports(int, int), howdah.remove_buttons(int, int),
  howdah.remove_slots(int, int) to :role;

-- Up to when rows were looked at for forgeries: a leader that starts goes on from there. Signed as every other row.
create table howdah.forgery_look (
  single boolean primary key default true check (single),
  until timestamptz not null,
  signature text not null
);
grant select, insert, update on howdah.forgery_look to :role;

-- Entries of the record go by the owner's login alone, behind an entry that two people agreed on.
create index audit_pruned_idx on howdah.audit (seq) where body like '%"kind":"record.pruned"%';

create table howdah.prune_ask (
  id bigint generated always as identity primary key,
  -- The last entry that is to be removed.
  seq bigint not null,
  hash text not null,
  person text not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null
);
create index prune_ask_seq_idx on howdah.prune_ask (seq);
create trigger prune_ask_is_append_only before update or delete or truncate on howdah.prune_ask
  for each statement execute function howdah.refuse_change();
grant select, insert (seq, hash, person, signature) on howdah.prune_ask to :role;
