/** The statements of the shared level. Each statement is a transaction; the server's clock decides. */

const ms = (at: string): string => `(extract(epoch from ${at} - clock_timestamp()) * 1000)::float8`

const columns = `e.id, e.payload, e.tags, ${ms('e.refresh_at')} as refresh_ms,
  ${ms('e.fresh_until')} as fresh_ms, ${ms('e.kept_until')} as kept_ms`

const after = (parameter: string): string =>
  `clock_timestamp() + ${parameter}::float8 * interval '1 ms'`

const isHeld = 'e.lease is not null and e.lease_until > clock_timestamp()'
const isKept = 'e.payload is not null and e.kept_until > clock_timestamp()'

export interface EntryRow {
  readonly id: string | null
  readonly payload: Buffer | null
  readonly tags: readonly string[]
  readonly refresh_ms: number
  readonly fresh_ms: number
  readonly kept_ms: number
}

export interface HeldRow extends EntryRow {
  readonly is_paused: boolean
  readonly lease_ms: number
}

export const statementsOn = (table: string) => ({
  /** $1 namespaces, $2 keys. */
  read: `select k.at::int, ${columns}
    from unnest($1::text[], $2::text[]) with ordinality k (namespace, key, at)
    join ${table} e on e.namespace = k.namespace and e.key = k.key
    where ${isKept}`,

  /**
   * $1 namespace, $2 key, $3 token, $4 ms, $5 tags, $6 id of an unreadable entry. No row: fresh, or held. The tags of
   * both values are kept, so that either tag ends both value and lease.
   */
  lease: `insert into ${table} as e (namespace, key, lease, lease_until, tags)
    values ($1, $2, $3, ${after('$4')}, $5)
    on conflict (namespace, key) do update
      set lease = excluded.lease, lease_until = excluded.lease_until, is_paused = false, waited = false,
        tags = array(select distinct unnest(e.tags || excluded.tags))
      where not (${isHeld}) and not (${isKept} and e.refresh_at > clock_timestamp() and e.id is distinct from $6::uuid)
    returning ${columns}`,

  /** $1 namespace, $2 key. */
  awaitLease: `update ${table} e set waited = true where e.namespace = $1 and e.key = $2 and ${isHeld}
    returning ${columns}, e.is_paused, ${ms('e.lease_until')} as lease_ms`,

  /** $1 namespace, $2 key, $3 token, $4 ms, $5 tags, $6 channel, $7 message. */
  seize: `with seized as (
      insert into ${table} as e (namespace, key, lease, lease_until, tags)
      values ($1, $2, $3, ${after('$4')}, $5)
      on conflict (namespace, key) do update
        set lease = excluded.lease, lease_until = excluded.lease_until, is_paused = false, waited = false,
          tags = excluded.tags, id = null, payload = null, kept_until = null
      returning 1)
    select pg_notify($6, $7) from seized`,

  /** $1 namespace, $2 key, $3 token, $4 payload, $5 tags, $6 to $8 lifetimes, $9 channel, $10 message. */
  fill: `with filled as (
      update ${table} e
      set id = e.lease, payload = $4, tags = $5, refresh_at = ${after('$6')},
        fresh_until = ${after('$7')}, kept_until = ${after('$8')}, lease = null, lease_until = null
      where e.namespace = $1 and e.key = $2 and e.lease = $3::uuid and not e.is_paused
      returning e.waited)
    select case when waited then pg_notify($9, $10) end from filled`,

  /** $1 namespace, $2 key, $3 token, $4 ms. */
  renew: `update ${table} e set lease_until = ${after('$4')}
    where e.namespace = $1 and e.key = $2 and e.lease = $3::uuid and not e.is_paused`,

  /** $1 namespace, $2 key, $3 token, $4 ms, $5 channel, $6 message. */
  giveUp: `with ended as (
      update ${table} e set lease_until = ${after('$4')}, is_paused = true
      where e.namespace = $1 and e.key = $2 and e.lease = $3::uuid
      returning e.waited)
    select case when waited then pg_notify($5, $6) end from ended`,

  /** $1 namespaces, $2 keys, $3 channel, $4 messages. */
  dropKeys: drop(
    table,
    `(e.namespace, e.key) in (select * from unnest($1::text[], $2::text[]))`,
    'unnest($4::text[]) m',
    '$3',
  ),

  /** $1 namespace, $2 tag, $3 channel, $4 message. */
  dropTag: drop(
    table,
    `e.namespace = $1 and e.tags <> '{}' and e.tags @> array[$2]`,
    '(values ($4::text)) v (m)',
    '$3',
  ),

  /** $1 namespace, $2 channel, $3 message. */
  dropNamespace: drop(table, 'e.namespace = $1', '(values ($3::text)) v (m)', '$2'),
})

/** Rows are locked in the order of the keys: two invalidations never wait for each other in a circle. */
const drop = (table: string, which: string, messages: string, channel: string): string =>
  `with locked as materialized (
      select e.namespace, e.key from ${table} e where ${which} order by e.namespace, e.key for update),
    gone as (
      delete from ${table} e using locked l where e.namespace = l.namespace and e.key = l.key returning 1)
  select pg_notify(${channel}, m) from ${messages}`
