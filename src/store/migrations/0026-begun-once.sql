-- A plan that runs and waits again by hand could be withdrawn, or expire, as if nothing had been done.
create trigger plan_waits_once before update on howdah.plan for each row
  when (new.state = 'pending' and old.state is distinct from 'pending')
  execute function howdah.refuse_change();

create index reading_at_idx on howdah.reading (at);
