import { describe, expect, test } from 'vitest'
import { clonesOf } from '#cluster/clones'
import { noMarks } from '#cluster/no-marks'
import type { View } from '#model/view'
import { clusterOf, viewOf } from '#test/support/commands/cluster'

const view = viewOf(() => [])

const member = (name: string, cloneOf: string | undefined, found: View | 'no primary' = view) => ({
  config: clusterOf({ name, ...(cloneOf === undefined ? {} : { cloneOf }) }),
  marks: noMarks,
  reader: () => view.primary,
  clone: () => undefined,
  look: async () =>
    found === 'no primary'
      ? { kind: 'unclear' as const, because: '', instead: '', nodes: [view] }
      : found,
})

const clones = clonesOf('shop', () => [
  member('shop', undefined),
  member('shop-1403', 'shop'),
  member('shop-paused', 'shop', 'no primary'),
  member('crm-1403', 'crm'),
])

describe('the clones of a cluster', () => {
  test('are those that were made of it, and no other cluster', async () => {
    expect(clones.names).toEqual(['shop-1403', 'shop-paused'])
    expect(clones.clone('crm-1403')).toBeUndefined()
    expect(clones.clone('shop')).toBeUndefined()
    expect(clones.clone('shop-1403')?.config.name).toBe('shop-1403')
    expect(await clones.view('crm-1403', 'app')).toBeNull()
  })

  test('are looked at by their only node, in recovery too', async () => {
    expect(await clones.view('shop-1403', 'app')).toBe(view)
    expect(await clones.view('shop-paused', 'app')).toBe(view)
  })
})
