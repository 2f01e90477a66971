-- Rows of a guard and of batches are read every few seconds: a row by hand as long as 8 MB would cost as much time as
-- thousands of Howdah's, which have a few kilobytes (a key of a B-tree has 2.7 kB at most).
create function howdah.refuse_long() returns trigger language plpgsql as $$
begin
  if pg_column_size(new) > tg_argv[0]::int then
    raise exception 'a row of % is longer than any of Howdah''s', tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
create trigger reading_is_shorter before insert on howdah.reading
  for each row execute function howdah.refuse_long(250000);
create trigger checkpoint_is_shorter before insert on howdah.checkpoint
  for each row execute function howdah.refuse_long(250000);
create trigger steering_is_shorter before insert on howdah.steering
  for each row execute function howdah.refuse_long(50000);

-- Whether this wish has the code forgotten, as it was decided when everybody who asked was looked up. Null for wishes from
-- before, of which any two do.
alter table howdah.code_reset add column forgets boolean;
grant insert (forgets) on howdah.code_reset to :role;
