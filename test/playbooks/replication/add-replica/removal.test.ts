import { describe, expect, test } from 'vitest'
import { removalOf, removedWords } from '#playbooks/replication/add-replica/removal'
import { additionFacts, newPlace } from '#test/support/facts/addition'
import { replicationFacts } from '#test/support/facts/replication'

describe('the undo of replication.add-replica', () => {
  test('says who reads there, and that nobody could take over once it is gone', () => {
    expect(removalOf('shop-2', replicationFacts())).toMatchObject({
      estimates: [{ label: 'Readers', value: '12 connections to shop-2 end' }],
      notes: [
        'shop-2 is the only replica: nobody could take over once it is gone.',
        'The inventory still names shop-2: take the node out of it afterwards, or every status says that it does not answer.',
      ],
    })
  })

  test('refuses a node that has become the primary', () => {
    expect(removalOf('shop-1', replicationFacts())).toMatchObject({
      because: 'shop-1 is the primary by now: its files are the ones that count.',
      instead: 'Make another node the primary first.',
    })
  })

  test('is told once slot and files are gone', () => {
    expect(removedWords('shop-3', additionFacts())).toBe(
      'shop-3 is gone, with its slot and its files.',
    )
    const unfit = '/data/shop-3 is not empty.'
    expect(removedWords('shop-3', additionFacts({ place: { ...newPlace, unfit } }))).toBeNull()
  })
})
