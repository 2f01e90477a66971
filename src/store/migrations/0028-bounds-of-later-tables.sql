-- What bounds the first tables bounds each table that Howdah's login may write: see 0020 and 0026.

-- A row of hundreds of megabytes would end each process that reads it.
do $$
declare
  written text;
begin
  foreach written in array array['howdah.thaw', 'howdah.recovery_ask', 'howdah.anchor', 'howdah.claim', 'howdah.watch',
    'howdah.thread_line', 'howdah.seen', 'howdah.leader', 'howdah.channel_look', 'howdah.schedule', 'howdah.slot',
    'howdah.enrolment', 'howdah.code', 'howdah.code_reset', 'howdah.standing_approval', 'howdah.standing_decision',
    'howdah.standing_use', 'howdah.forgery_look', 'howdah.prune_ask', 'agenda.agenda_jobs'] loop
    execute format('create trigger is_short before insert or update on %s for each row execute function howdah.refuse_bulk()',
      written::regclass);
  end loop;
end
$$;

-- A time that no calendar has breaks whatever reads it: one slot at the end of time would stop every schedule.
do $$
declare
  written record;
begin
  for written in select * from (values ('howdah.slot', 'at'), ('howdah.slot', 'held_until'), ('howdah.slot', 'ended_at'),
    ('howdah.slot', 'told_at'), ('howdah.run', 'held_until'), ('howdah.run', 'wake_at'), ('howdah.run', 'ended_at'),
    ('howdah.watch', 'due_at'), ('howdah.watch', 'settled_at'), ('howdah.plan', 'reminded_at'),
    ('howdah.measurement', 'at'), ('howdah.thread_line', 'at'), ('howdah.report', 'at'), ('howdah.seen', 'at'),
    ('howdah.leader', 'at'), ('howdah.channel_look', 'at'), ('howdah.forgery_look', 'until'),
    ('agenda.agenda_jobs', 'next_run_at'), ('agenda.agenda_jobs', 'locked_at'),
    ('agenda.agenda_jobs', 'last_run_at'), ('agenda.agenda_jobs', 'last_finished_at'),
    ('agenda.agenda_jobs', 'failed_at'), ('agenda.agenda_jobs', 'debounce_started_at'),
    ('agenda.agenda_jobs', 'start_date'), ('agenda.agenda_jobs', 'end_date'),
    ('agenda.agenda_jobs', 'created_at'), ('agenda.agenda_jobs', 'updated_at')) as time (place, col) loop
    execute format('alter table %s add constraint %I check (%I between ''2000-01-01+00'' and ''2200-01-01+00'') not valid',
      written.place::regclass, written.col || '_has_a_calendar', written.col);
  end loop;
end
$$;

-- A slot may be written again after its end; whoever looks for forged rows looks at what has changed since.
alter table howdah.slot add column changed_at timestamptz not null default clock_timestamp();
create index slot_changed_idx on howdah.slot (changed_at);
create function howdah.change_now() returns trigger language plpgsql as $$
begin
  new.changed_at := clock_timestamp();
  return new;
end
$$;
create trigger slot_changes_now before update on howdah.slot for each row
  when ((new.token, new.asked_by, new.body, new.signature) is distinct from (old.token, old.asked_by, old.body, old.signature))
  execute function howdah.change_now();

-- The record itself tells which lines of the spool it has: a row beside it could be removed, and the line said again.
create index audit_spool_key_idx on howdah.audit (substring(body from '"spoolKey":"([0-9a-f]{64})"'))
  where body like '%"spoolKey":"%';

-- Where Howdah posted a thing is signed: a place by hand would have Howdah write over another message of its own, an alarm
-- for example. What was posted before this counts as long as nobody changes the place.
alter table howdah.message add column signature text, add column before_signing boolean not null default false;
alter table howdah.thread_line add column signature text, add column before_signing boolean not null default false;
alter table howdah.report add column signature text, add column before_signing boolean not null default false;
update howdah.message set before_signing = true where ts is not null;
update howdah.thread_line set before_signing = true where ts is not null;
update howdah.report set before_signing = true where ts is not null;
create function howdah.place_after_signing() returns trigger language plpgsql as $$
begin
  new.before_signing := tg_op = 'UPDATE' and old.before_signing and new.ts is not distinct from old.ts
    and to_jsonb(new) ->> 'channel' is not distinct from to_jsonb(old) ->> 'channel';
  return new;
end
$$;
create trigger message_place before insert or update on howdah.message
  for each row execute function howdah.place_after_signing();
create trigger thread_line_place before insert or update on howdah.thread_line
  for each row execute function howdah.place_after_signing();
create trigger report_place before insert or update on howdah.report
  for each row execute function howdah.place_after_signing();
