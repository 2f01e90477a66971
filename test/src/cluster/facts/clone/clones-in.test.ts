import { expect, test } from 'vitest'
import { numberOfClone } from '#cluster/facts/clone/clones-in'

test.each<[string, number]>([
  ['shop-clone-3.r-7k3m9q.2', 3],
  ['shop-clone-12.r-7k3m9q.1', 12],
  ['shop-clone-999999.r-7k3m9q.1', 0],
  ['shop-clone-1.notes', 1],
  ['lost+found', 0],
])('the folder %s has the number %i', (entry, number) => {
  expect(numberOfClone(entry)).toBe(number)
})
