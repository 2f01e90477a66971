-- When a slot ended is the database's to say: a buffered slot waits from then on, and with a later end by hand it would begin
-- hours late in place of being told as missed.
create trigger slot_ends_now before update on howdah.slot for each row
  when (old.body is null and new.body is not null)
  execute function howdah.end_now();
create trigger slot_ended_then before update on howdah.slot for each row
  when (new.token = old.token and old.body is not null and new.ended_at > coalesce(old.ended_at, '-infinity'))
  execute function howdah.refuse_change();
