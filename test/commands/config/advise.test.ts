import { describe, expect, test } from 'vitest'
import { adviceOf } from '#checks/config/advice'
import { adviceShown, configAdvise } from '#commands/config/advise'
import { type Refusal, refusal } from '#model/refusal'
import { aboutShop, awayNode } from '#test/support/commands/cluster'
import { ownValue } from '#test/support/facts/config'
import { judging, minutes, workload } from '#test/support/facts/tuning'

interface Asking {
  readonly more?: Parameters<typeof judging>[0]
  readonly refused?: ReadonlyMap<string, Refusal>
  readonly database?: string | null
}

const advise = ({ more = {}, refused = new Map(), database = null }: Asking = {}) => {
  const about = judging(more)
  return adviceShown(
    { cluster: aboutShop() },
    { about, advice: adviceOf(about), refused, database },
  )
}

const locks = { workloads: { 'shop-1': workload({ databases: { deadlocks: 2 } }) } }
const advised =
  '`log_lock_waits` off → on. shop-1: 2 deadlocks since 2026-11-22 12:00 UTC (7 days). Expected: The server’s log names who waited for whom longer than deadlock_timeout (1s). It shortens no wait.'

describe('config advise', () => {
  test('says what it is', () => {
    expect(configAdvise).toMatchObject({ words: 'config advise', verb: 'read', needs: 'cluster' })
  })

  test('says that nothing is to be changed, with the values of PGTune beside', () => {
    const said = advise()
    expect(said).toMatchObject({
      title: 'shop: nothing to change.',
      lines: [
        'shop-1 runs on 4 cores and 16 GB. PGTune computes its values from that and max_connections alone (type mixed, SSD): they are shown for comparison only; nothing here was measured for them.',
      ],
      offers: [],
    })
    expect(said.table?.columns).toEqual(['Setting', 'Now', 'Proposed', 'PGTune, for comparison'])
    expect(said.table?.rows).toContainEqual(['shared_buffers', '128MB', '', '4GB'])
    expect(said.table?.rows).toContainEqual(['work_mem', '4MB', '', '19.7MB'])
  })

  test('proposes with evidence, what to expect, and a button with the words that a person would type', () => {
    const said = advise({ more: locks })
    expect(said.title).toBe('shop: 1 setting to change.')
    expect(said.lines?.[0]).toBe(advised)
    expect(said.table?.rows[0]).toEqual(['log_lock_waits', 'off', 'on', ''])
    expect(said.offers).toEqual([
      {
        label: 'Plan log_lock_waits',
        command:
          'config set log_lock_waits=on cluster=shop reason="shop-1: 2 deadlocks since 2026-11-22 12:00 UTC (7 days)"',
      },
    ])
  })

  test('names the database of the button where another one than the usual was asked about', () => {
    expect(advise({ more: locks, database: 'crm' }).offers?.[0]?.command).toContain(
      'cluster=shop database=crm reason=',
    )
  })

  test('offers no plan that config set would refuse, and prints the GRANT', () => {
    const refused = new Map([
      [
        'log_lock_waits',
        refusal(
          'act may not change log_lock_waits by ALTER SYSTEM.',
          'Let a superuser run in database app: `GRANT ALTER SYSTEM ON PARAMETER log_lock_waits TO act;`',
        ),
      ],
    ])
    const said = advise({ more: locks, refused })
    expect(said.lines?.[0]).toBe(
      `${advised} It cannot be planned as it is: act may not change log_lock_waits by ALTER SYSTEM. Let a superuser run in database app: \`GRANT ALTER SYSTEM ON PARAMETER log_lock_waits TO act;\``,
    )
    expect(said.offers).toEqual([])
  })

  test('names who would not notice the change', () => {
    const own = [ownValue('log_lock_waits', 'off')]
    expect(advise({ more: { ...locks, own } }).lines).toContain(
      'log_lock_waits of its own has role billing (off): sessions there do not notice a change.',
    )
  })

  test('asks for nothing where the machine is not visible, and compares with nothing', () => {
    const said = advise({ more: { machine: null } })
    expect(said.table).toBeUndefined()
    expect(said.lines).toEqual([
      'The machine of shop-1 is not visible from here, so there are no values of PGTune to compare with.',
    ])
  })

  test('says what was not judged, and how young the counters are', () => {
    const young = workload({ checkpoints: { requested: 50, timed: 1 } }, minutes(20))
    const said = advise({
      more: { workloads: { 'shop-1': young }, unreachable: [awayNode('shop-2')] },
    })
    expect(said.title).toBe('shop: nothing to change by what can be judged.')
    expect(said.lines?.slice(0, 3)).toEqual([
      'Not judged: max_wal_size: checkpoints are counted since 2026-11-29 11:40 UTC (20 min) only, and an hour is the least to judge by.',
      'What shop-2 counts is not known. shop-2 does not answer in time.',
      'shop-1 counts since 2026-11-29 11:40 UTC (20 min) only: daily work has not been seen yet.',
    ])
  })

  test('leaves for later what comes after the first three', () => {
    const changed = ['autovacuum', 'enable_indexscan', 'fsync'].map(name => ({
      ...(judging().nodes[0]?.settings.find(one => one.name === name) ?? never()),
      setting: 'off',
      boot: 'on',
    }))
    const more = { ...locks, changed }
    const later = 'Later: log_lock_waits. With a few changes at a time, each effect can be told.'
    expect(advise({ more }).lines).toContain(later)
    const refused = new Map([['fsync', refusal('It is on the command line.', 'Change it there.')]])
    expect(advise({ more, refused }).offers?.map(({ label }) => label)).toEqual([
      'Plan autovacuum',
      'Plan enable_indexscan',
      'Plan log_lock_waits',
    ])
  })
})

const never = (): never => {
  throw new Error('no such setting')
}
