/** Statements about a table, like an application's: no two are the same for pg_stat_statements. */
const columns = 30

export const table = `create table users (id int primary key, name text, ${Array.from({ length: columns }, (_, n) => `c${n} int`).join(', ')})`

type Shape = (one: string, two: string, three: string) => string

const shapes: readonly Shape[] = [
  (one, two, three) =>
    `select u.${one}, count(*) from users u left join users o on o.${two} = u.${one} where u.${two} = 1
     and (o.${three} > 2 or lower(o.name) like 'a%') group by 1 having count(*) > 4 order by 2 desc limit 10`,
  (one, two, three) =>
    `with recent as (select id, ${one} from users where ${two} between 1 and 9 order by ${three} desc limit 5)
     select r.id, coalesce(r.${one}, 0) from recent r where exists (select from users u where u.id = r.id)`,
  (one, two, three) =>
    `select id, rank() over (partition by ${one} order by ${two} desc) from users where ${three} in (1, 2, 3)`,
  (one, two, three) =>
    `insert into users (id, ${one}) select 1, ${two} from users where ${three} = 4 and false
     on conflict (id) do update set name = excluded.name returning id`,
  (one, two, three) =>
    `update users u set ${one} = o.${two} + 1 from users o where o.id = u.id and o.${three} is null`,
  (one, two, three) =>
    `delete from users where ${one} = any(array[1, 2]) and not (${two} < 3 or ${three}::text ~ '^x')`,
  (one, two, three) =>
    `select case when ${one} > 1 then 'many' else to_char(now() - interval '1 day', 'YYYY') end from users
     where ${two} is distinct from ${three} union all select name from users`,
]

export const statements = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => {
    const [one = '', two = '', three = ''] = [n, n / columns, n / columns ** 2].map(
      place => `c${Math.floor(place) % columns}`,
    )
    return shapes[n % shapes.length]?.(one, two, three) ?? ''
  })
