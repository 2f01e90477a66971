-- Of which plan a run is never changes, and what is over stays over: only the columns that say how it goes are written.

revoke insert, update on howdah.run from :role;
grant insert (id, plan_id) on howdah.run to :role;
grant update (token, holder, held_until, wake_at, attempts, stop, preempted, progress, waiting_for, ended_at)
  on howdah.run to :role;

create trigger run_stays_over before update on howdah.run for each row
  when (old.ended_at is not null and new.ended_at is distinct from old.ended_at or new.token < old.token)
  execute function howdah.refuse_change();
create trigger plan_stays_over before update on howdah.plan for each row
  when (old.outcome is not null
    and (new.outcome, new.ending, new.ended_at) is distinct from (old.outcome, old.ending, old.ended_at))
  execute function howdah.refuse_change();

-- The database alone says when a button was made: whoever looks for forged rows begins at the last look.
revoke insert on howdah.button from :role;
grant insert (id, plan_id, verb, command, fingerprint, rendering, signature) on howdah.button to :role;
create index button_created_at_idx on howdah.button (created_at);
create index journal_at_idx on howdah.journal (at);
