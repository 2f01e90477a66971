-- A plan that runs and waits again by hand could be withdrawn, or expire, as if nothing had been done.
create trigger plan_waits_once before update on howdah.plan for each row
  when (new.state = 'pending' and old.state is distinct from 'pending')
  execute function howdah.refuse_change();

-- A sign of life by Howdah: whoever keeps the lock of the leader without one silences no report.
alter table howdah.leader add column said text, add column signature text;

create index reading_at_idx on howdah.reading (at);
