/** The primary of the sample moves, in order and after it was killed, in the browser. */
import { describe, expect, test } from 'vitest'
import { openLocalMode } from '#test/support/browser'
import { testFailedOver } from '#test/support/failed-over'
import { testSwitchedOver } from '#test/support/switched-over'
import { tellPageOnFailure } from '#test/support/tell-page-on-failure'

const local = await openLocalMode()
tellPageOnFailure(local)

describe('the shop', () => {
  test('is ready with a primary and a replica', async () => {
    const ready = /shop is ready: primary and 1 replica/
    await local.sees(ready, 240)
    expect(await local.words()).toMatch(ready)
  })
})

testSwitchedOver(local)
testFailedOver(local)
