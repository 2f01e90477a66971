import { describe, expect, test } from 'vitest'
import { lockWaitWords } from '#cluster/clients/postgres/lock-wait'

const holder = {
  pid: 4711,
  login: 'app',
  application: 'psql',
  kind: 'client backend',
  since: '2026-11-29T02:07',
  holds: true,
}
const on = (...holders: readonly object[]) => ({
  table: 'public.users',
  holders: holders.map(one => ({ ...holder, ...one })),
  prepared: [] as readonly string[],
})

describe('a lock time-out', () => {
  test.each([
    [
      on({}),
      'a lock on public.users on shop-1: pid 4711 on shop-1 (login app, psql), its transaction open since 2026-11-29 02:07 UTC, holds it.',
    ],
    [
      on({ since: null, application: '' }, { pid: 4712, holds: false }),
      'a lock on public.users on shop-1: pid 4711 on shop-1 (login app), holds it and pid 4712 on shop-1 (login app, psql), its transaction open since 2026-11-29 02:07 UTC, waits for it too, and longer.',
    ],
    [
      on({ login: null, application: '', kind: 'startup', since: null }),
      'a lock on public.users on shop-1: pid 4711 on shop-1 (startup), holds it.',
    ],
    [
      on({ login: null, application: '', kind: null, since: null }),
      'a lock on public.users on shop-1: pid 4711 on shop-1 (whose login is hidden), holds it.',
    ],
    [
      { table: 'public."Odd"', holders: [], prepared: ['tx 1'] },
      'a lock on public."Odd" on shop-1: the prepared transaction “tx 1” holds it until somebody says COMMIT PREPARED or ROLLBACK PREPARED.',
    ],
    [
      { table: null, holders: [holder], prepared: [] },
      'a lock on shop-1: pid 4711 on shop-1 (login app, psql), its transaction open since 2026-11-29 02:07 UTC, holds it.',
    ],
    [
      { ...on(), table: 'public.users' },
      'a lock on public.users on shop-1. Whoever held it was gone when Howdah looked.',
    ],
    [null, 'a lock on shop-1. Whoever held it was gone when Howdah looked.'],
    [undefined, 'a lock on shop-1. Who held it could not be looked at.'],
  ])('%#: says what was seen, and no more', (seen, words) => {
    expect(lockWaitWords('shop-1', seen)).toBe(`PostgreSQL gave up waiting for ${words}`)
  })
})
