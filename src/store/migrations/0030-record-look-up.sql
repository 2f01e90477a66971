-- The words of an entry by which people look for it: its values, and of `team/user` the user. Keys of the JSON, times
-- and long texts are none. An altered body may be no JSON, so it is read as text.
create function howdah.entry_words(body text) returns text[]
language sql immutable strict parallel safe cost 1000 set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct word), '{}')
  from (
    -- A value may be JSON itself, with escaped quotes.
    select rtrim(part, '\') as part, lead(part) over (order by place) as following
    from unnest(string_to_array(
      case when length(body) > 20000 then left(body, 16000) || right(body, 4000) else body end, '"'
    )) with ordinality split (part, place)
  ) parts, lateral (values (part), (substring(part from '/(.+)$'))) words (word)
  where word <> '' and length(part) < 64 and left(part, 1) <> all (array[',', ':', '{', '}', '[', ']'])
    and left(following, 1) <> ':' and part !~ '^\d{4}-\d\d-\d\dT'
$$;
create index audit_words_idx on howdah.audit using gin (howdah.entry_words(body));
