import { describe, expect, test } from 'vitest'
import { openPending } from '#cache/link/pending'

const key = (name: string, namespace = 'names') => ({ kind: 'key', namespace, key: name }) as const

describe('invalidations that wait for the shared level', () => {
  test('are taken once, in order, each a single time', () => {
    const pending = openPending()
    pending.add([key('a'), key('b'), key('a')])
    pending.add([{ kind: 'tag', namespace: 'names', tag: 'a' }])
    expect(pending.take(2)).toEqual([key('a'), key('b')])
    expect(pending.isEmpty()).toBe(false)
    expect(pending.take(5)).toEqual([{ kind: 'tag', namespace: 'names', tag: 'a' }])
    expect(pending.isEmpty()).toBe(true)
  })

  test('become invalidations of whole namespaces when they are too many', () => {
    const pending = openPending()
    pending.add([key('z', 'others'), ...Array.from({ length: 10_000 }, (_, at) => key(`${at}`))])
    expect(pending.take(5)).toEqual([
      { kind: 'namespace', namespace: 'others' },
      { kind: 'namespace', namespace: 'names' },
    ])
    expect(pending.isEmpty()).toBe(true)
  })
})
