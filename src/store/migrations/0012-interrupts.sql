-- Whoever holds a run listens to this: it is to stop, or to make way, now and not at the next heartbeat.
create function howdah.tell_interrupt() returns trigger language plpgsql as $$
begin
  perform pg_notify('howdah_interrupt', new.id);
  return null;
end
$$;

create trigger run_tells_interrupts after update of stop, preempted on howdah.run
  for each row when (new.stop is distinct from old.stop or new.preempted is distinct from old.preempted)
  execute function howdah.tell_interrupt();
