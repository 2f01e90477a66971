import { describe, expect, test } from 'vitest'
import { askState, haltedBy } from '#cluster/facts/pool/halted'
import { Failure } from '#src/errors'

const app = [{ name: 'app', paused: false }]
const pool = (more: object) => [
  { database: 'app', cl_waiting: 1, maxwait: 3, maxwait_us: 0, sv_active: 0, sv_idle: 0, ...more },
]
const state = (paused: string, suspended: string) => [
  { key: 'active', value: 'no' },
  { key: 'paused', value: paused },
  { key: 'suspended', value: suspended },
]

describe('a PgBouncer of which all stands still', () => {
  test('is told by SHOW STATE where this version has the word', async () => {
    expect(haltedBy(state('yes', 'no'), [], app)).toBe('paused')
    expect(haltedBy(state('no', 'yes'), [], app)).toBe('suspended')
    expect(haltedBy(state('no', 'no'), pool({}), app)).toBeNull()
    const refused = new Failure('pool.refused', 'invalid command', '')
    expect(await askState({ ask: () => Promise.reject(refused) })).toBeNull()
    const silent = new Failure('pool.unreachable', 'silent', '')
    await expect(askState({ ask: () => Promise.reject(silent) })).rejects.toThrow('silent')
  })

  test('is perhaps so where clients wait and there is no server, in a version without the word', () => {
    expect(haltedBy(null, pool({}), app)).toBe('perhaps')
    expect(haltedBy(null, pool({ sv_login: 1 }), app)).toBeNull()
    expect(haltedBy(null, pool({ maxwait: 0, maxwait_us: 900_000 }), app)).toBeNull()
    expect(haltedBy(null, pool({}), [{ name: 'app', paused: true }])).toBeNull()
    expect(haltedBy(null, pool({}), [{ name: 'other', paused: false }])).toBeNull()
  })
})
