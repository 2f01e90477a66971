-- The newest slot of a schedule stays, however old: a yearly schedule would count the times before as missed again.
create or replace function howdah.remove_slots(days int, most int) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before timestamptz := howdah.removed_before(days, 30);
  gone bigint := 0;
begin
  perform set_config('howdah.removing', 'slot', true);
  delete from howdah.slot where (schedule_id, at) in (
    select schedule_id, at from howdah.slot old
    where at < before and taken_at < before and ended_at is not null and told_at is not null
      and exists (select from howdah.slot later
        where later.schedule_id = old.schedule_id and later.at > old.at and later.asked_by is null)
    order by at limit least(most, 10000) for update skip locked
  );
  get diagnostics gone = row_count;
  perform set_config('howdah.removing', '', true);
  perform howdah.note_removal('slot', gone);
  return gone;
end
$$;

-- As 0028 bounds every other time.
alter table howdah.slot add constraint announced_at_has_a_calendar
  check (announced_at between '2000-01-01+00' and '2200-01-01+00') not valid;
