import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { clonesIn, numberOfClone } from '#cluster/facts/clone/clones-in'

test.each<[string, number]>([
  ['shop-clone-3.r-7k3m9q.2', 3],
  ['shop-clone-12.r-7k3m9q.1', 12],
  ['shop-clone-999999.r-7k3m9q.1', 0],
  ['shop-clone-1.notes', 1],
  ['lost+found', 0],
])('the folder %s has the number %i', (entry, number) => {
  expect(numberOfClone(entry)).toBe(number)
})

test('a folder is not read where somebody has put more there than there ever are clones', async () => {
  const place = mkdtempSync(join(tmpdir(), 'howdah-clones-'))
  onTestFinished(() => rmSync(place, { recursive: true }))
  for (let number = 1; number <= 1_000; number += 1) mkdirSync(join(place, `none-${number}`))
  expect(await clonesIn(place)).toEqual([])
  mkdirSync(join(place, 'shop-clone-1.r-7k3m9q.1'))
  expect(await clonesIn(place)).toBeNull()
})
