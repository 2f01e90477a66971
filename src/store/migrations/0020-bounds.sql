-- A login that may write a counter or a time must not write one after which nothing can be written any more.

create trigger run_counts_by_one before update on howdah.run for each row
  when (new.token > old.token + 1 or new.attempts > old.attempts + 1)
  execute function howdah.refuse_change();
create trigger plan_counts_by_one before update on howdah.plan for each row
  when (new.revision > old.revision + 1)
  execute function howdah.refuse_change();

create function howdah.follow_journal() returns trigger language plpgsql as $$
declare
  newest int;
begin
  select coalesce(max(seq), 0) into newest from howdah.journal where run_id = new.run_id;
  if new.seq > newest + 1 then
    raise exception 'entry % does not follow entry % of the journal of %', new.seq, newest, new.run_id
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;

create trigger journal_follows before insert on howdah.journal
  for each row execute function howdah.follow_journal();

-- A time that no calendar has breaks whatever shows it.
alter table howdah.plan add constraint plan_has_times check (
  expires_at between '2000-01-01+00' and '2200-01-01+00'
  and coalesce(ended_at, expires_at) between '2000-01-01+00' and '2200-01-01+00'
) not valid;
