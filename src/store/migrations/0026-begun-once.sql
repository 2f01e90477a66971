-- A plan that runs and waits again by hand could be withdrawn, or expire, as if nothing had been done.
create trigger plan_waits_once before update on howdah.plan for each row
  when (new.state = 'pending' and old.state is distinct from 'pending')
  execute function howdah.refuse_change();

-- A sign of life by Howdah: whoever keeps the lock of the leader without one silences no report.
alter table howdah.leader add column said text, add column signature text;

create index reading_at_idx on howdah.reading (at);

-- A row of hundreds of megabytes would end each process that reads it. Howdah's own are some kilobytes long.
create function howdah.refuse_bulk() returns trigger language plpgsql as $$
begin
  if pg_column_size(new) > 8000000 then
    raise exception 'a row of % is longer than any of Howdah''s', tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
create trigger plan_is_short before insert or update on howdah.plan
  for each row execute function howdah.refuse_bulk();
create trigger run_is_short before insert or update on howdah.run
  for each row execute function howdah.refuse_bulk();
create trigger journal_is_short before insert or update on howdah.journal
  for each row execute function howdah.refuse_bulk();
create trigger approval_is_short before insert or update on howdah.approval
  for each row execute function howdah.refuse_bulk();
create trigger break_glass_is_short before insert or update on howdah.break_glass
  for each row execute function howdah.refuse_bulk();
create trigger review_is_short before insert or update on howdah.review
  for each row execute function howdah.refuse_bulk();
create trigger freeze_is_short before insert or update on howdah.freeze
  for each row execute function howdah.refuse_bulk();
create trigger button_is_short before insert or update on howdah.button
  for each row execute function howdah.refuse_bulk();
create trigger audit_is_short before insert or update on howdah.audit
  for each row execute function howdah.refuse_bulk();
create trigger reading_is_short before insert or update on howdah.reading
  for each row execute function howdah.refuse_bulk();
create trigger checkpoint_is_short before insert or update on howdah.checkpoint
  for each row execute function howdah.refuse_bulk();
create trigger steering_is_short before insert or update on howdah.steering
  for each row execute function howdah.refuse_bulk();
create trigger measurement_is_short before insert or update on howdah.measurement
  for each row execute function howdah.refuse_bulk();
create trigger message_is_short before insert or update on howdah.message
  for each row execute function howdah.refuse_bulk();
create trigger report_is_short before insert or update on howdah.report
  for each row execute function howdah.refuse_bulk();
