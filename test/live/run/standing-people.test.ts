/** Who gave an approval beforehand may withdraw it, and has to be one who may approve each time. */
import { describe, expect, test } from 'vitest'
import { startByStanding } from '#engine/standing/start'
import { startStanding } from '#test/support/standing'

const house = await startStanding()
const { parts, engine, without, saidBy, planned } = house
const { standing, outcomeOf, expectAsks, plannedOutOfTurn } = house

/** Times of day, so many hours from a single moment: the test may last for minutes. */
const hoursFromNow = () => {
  const now = Date.now()
  return (away: number) => new Date(now + away * 3_600_000).toISOString().slice(11, 16)
}

describe('people of a standing approval', () => {
  test('withdraw it alone, also between the slot and the first step', async () => {
    const { id } = await standing('withdrawn')
    const plan = await planned()
    await startByStanding(parts, { schedule: 'withdrawn', plan })
    expect(await saidBy('noa', `approval withdraw ${id} reason="not now"`)).toMatchObject({
      title: expect.stringContaining(`${id} is withdrawn`) as unknown,
    })
    expect(await outcomeOf(plan)).toBe('outdated')
    expect((await engine.findChange(plan))?.ending).toContain(`${id} was withdrawn.`)
    await expectAsks('withdrawn', await planned(), `${id} was withdrawn.`)
    expect(await saidBy('adam', `approval withdraw ${id}`)).toMatchObject({ kind: 'refusal' })
  })

  test('are asked for their right each time, before the first step too', async () => {
    const { id } = await standing('gone')
    const danaLeft = without('U_DANA')
    const plan = await planned()
    expect(await startByStanding(danaLeft.parts, { schedule: 'gone', plan })).toEqual({
      kind: 'asks',
      because: `dana, who gave ${id}, may no longer approve this.`,
    })
    expect(await startByStanding(parts, { schedule: 'gone', plan })).toMatchObject({
      kind: 'started',
    })
    expect(await outcomeOf(plan, danaLeft)).toBe('outdated')
    expect((await engine.findChange(plan))?.ending).toContain('dana')
  })

  test('approve nothing that they have run out of turn', async () => {
    const hour = hoursFromNow()
    const { id } = await standing('pushed', `from=${hour(-1)} to=${hour(1)}`)
    await expectAsks(
      'pushed',
      await plannedOutOfTurn('pushed', 'dana'),
      `dana, who gave ${id}, may no longer`,
    )
  })

  test('approve nothing that they ask for themselves', async () => {
    const { id, plan } = await standing('own')
    await saidBy('olga', `run cancel ${plan}`)
    await expectAsks(
      'own',
      await planned('users_email_idx', 'dana'),
      `dana, who gave ${id}, may no longer`,
    )
  })
})
