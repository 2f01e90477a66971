/** A clone that stands before the transactions of `beforeSteps` replays a transaction more, each time. */
import { expect } from 'vitest'
import { carryOut } from '#test/support/carry-out'
import { cloneNamed } from '#test/support/clones'
import { hear } from '#test/support/hostile'
import type { RestoringHouse } from '#test/support/restoring/house'
import { stepsIn } from '#test/support/restoring/steps-in'

export const expectMovesOn = async (house: RestoringHouse, clone: string): Promise<void> => {
  const { howdah, clones } = house
  expect(await stepsIn(house, clone)).toBe(0)
  await carryOut(howdah, `/pg clone forward ${clone}`)
  expect(await stepsIn(house, clone)).toBe(1)
  await carryOut(howdah, `/pg clone forward ${clone}`)
  expect(await stepsIn(house, clone)).toBe(2)
  const about = await cloneNamed(clones, clone)
  expect(about).toMatchObject({ moving: null, target: { kind: 'xid' } })
  await hear(howdah, 'olga', `/pg clone show ${clone}`, 'is shop after transaction')
}
