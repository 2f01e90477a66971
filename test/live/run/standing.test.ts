/** Changes approved beforehand: slots that run without asking, and slots that ask. */
import { describe, expect, test } from 'vitest'
import { startByStanding } from '#engine/standing/start'
import { signAnew } from '#test/support/signing'
import { startStanding } from '#test/support/standing'

const house = await startStanding()
const { howdah, parts, engine, second, saidBy, planned, nextYear, atNoon } = house
const { standing, outcomeOf, expectAsks, later, elsewhere, plannedOutOfTurn } = house
const moved = elsewhere()

/** Times of day, so many hours from a single moment: the test may last for minutes. */
const hoursFromNow = () => {
  const now = Date.now()
  return (away: number) => new Date(now + away * 3_600_000).toISOString().slice(11, 16)
}

describe('a standing approval', () => {
  test('is said in a sentence, and counts from the second approver on, never with the requester', async () => {
    const { id } = await standing('said', 'day=2 each=1', [])
    const shown = await saidBy('noa', `approval show ${id}`)
    expect(shown).toMatchObject({
      title: expect.stringContaining(
        'Schedule said may, without asking each time, rebuild index public.users_email_idx up to 2 times a day',
      ) as unknown,
    })
    expect(await saidBy('olga', `approval approve ${id}`)).toMatchObject({ kind: 'refusal' })
    for (const title of Array<string>(2).fill('Approved. 1 more approval is needed.'))
      expect(await saidBy('adam', `approval approve ${id}`)).toMatchObject({ title })
    await expectAsks('said', await planned(), `${id} waits for approval itself.`)
    expect(await saidBy('dana', `approval approve ${id}`)).toMatchObject({
      title: expect.stringContaining('is in force until') as unknown,
    })
    expect(await saidBy('noa', 'approval list')).toMatchObject({
      title: '1 standing approval is in force.',
    })
  })

  test('asks once the schedule runs at other times than the approvers saw', async () => {
    const save = (at: string) =>
      saidBy(
        'olga',
        `schedule save sunday command="index reindex users_email_idx cluster=shop" at="${at}"`,
      )
    await save('Sundays at 03:00')
    const { id } = await standing('sunday')
    expect(await saidBy('noa', `approval show ${id}`)).toMatchObject({
      title: expect.stringMatching(/^Schedule sunday \(.*03:00.*\) may, /) as unknown,
    })
    await save('every 5 minutes')
    const why = 'and it runs every 5 minutes, in the time zone UTC now'
    await expectAsks('sunday', await planned(), why)
  })

  test('ends with its schedule, also one of that name that is saved anew', async () => {
    const save = () =>
      saidBy(
        'olga',
        'schedule save passing command="index reindex users_email_idx cluster=shop" at="Sundays at 03:00"',
      )
    await save()
    const { id } = await standing('passing')
    const open = await standing('passing', '', ['adam'])
    expect(await saidBy('olga', 'schedule remove passing')).toMatchObject({
      title: expect.stringMatching(
        /^passing is removed and will not run again; \S+ and \S+, approved or asked for it beforehand, are withdrawn\. /,
      ) as unknown,
    })
    expect(await saidBy('dana', `approval approve ${open.id}`)).toMatchObject({
      because: `${open.id} is no longer waiting: it is withdrawn. olga: Schedule passing was removed.`,
    })
    await save()
    await expectAsks('passing', await planned(), 'was withdrawn.')
    expect(await engine.approvals.find(id)).toMatchObject({ state: 'withdrawn' })
    // A build before this one removed the schedule alone.
    await saidBy('olga', 'schedule remove passing')
    const late = await standing('passing', '', [])
    expect(await saidBy('dana', `approval approve ${late.id}`)).toMatchObject({
      because: 'Schedule passing was removed by olga, so there is nothing left to approve.',
    })
  })

  test('starts the plan of a slot with its approvals, until the day is used up', async () => {
    const { id } = await standing('nightly', `day=2 each=1 zone=${atNoon}`)
    for (const _ of [1, 2]) {
      const plan = await planned()
      expect(await startByStanding(parts, { schedule: 'nightly', plan })).toMatchObject({
        kind: 'started',
        by: id,
      })
      expect(await outcomeOf(plan)).toBe('succeeded')
      const rows = await howdah.store.query<{ person: string; via: string }>(
        'select person, via from howdah.approval where plan_id = $1 order by person',
        [plan],
      )
      expect(rows).toEqual([
        { person: 'T_LOCAL/U_ADAM', via: `standing approval ${id}` },
        { person: 'T_LOCAL/U_DANA', via: `standing approval ${id}` },
      ])
    }
    await expectAsks('nightly', await planned(), '3 that day, and 2 are allowed')
    const [used] = await howdah.store.query<{ body: string }>(
      `select body from howdah.audit where body::json ->> 'kind' = 'standing.used' order by seq desc limit 1`,
    )
    expect(used?.body).toContain(id)
    expect(await saidBy('noa', `approval review ${id} note="looked"`)).toMatchObject({
      kind: 'answer',
    })
    expect(await engine.approvals.find(id)).toMatchObject({ uses: 2 })
  })

  test('of two processes at the same instant starts a plan once', async () => {
    await standing('twice')
    const plan = await planned()
    const found = await Promise.all(
      [parts, second.parts].map(one => startByStanding(one, { schedule: 'twice', plan })),
    )
    expect(found.map(({ kind }) => kind).toSorted()).toEqual(['asks', 'started'])
    expect(await outcomeOf(plan)).toBe('succeeded')
  })

  test('covers no other schedule, input or undo', async () => {
    const { id } = await standing('narrow')
    await expectAsks('another', await planned(), null)
    await expectAsks('narrow', await planned('users_id_idx'), `${id} is for index.reindex on shop`)
  })

  test('covers no other version of the playbook, and nothing that cannot be undone', async () => {
    const { id } = await standing('contract')
    const change = async (body: string): Promise<string> => {
      const plan = await planned()
      await howdah.control.query(
        'howdah',
        `update howdah.plan set body = body || $2 where id = $1`,
        [plan, body],
      )
      await signAnew(howdah.control, plan)
      return plan
    }
    await expectAsks('contract', await change('{"version": 99}'), 'and this is version 99')
    await expectAsks(
      'contract',
      await change('{"risk": "irreversible"}'),
      `${id} covers nothing that`,
    )
    await expectAsks('contract', await change('{"database": "other"}'), 'with another input')
    const never = await change('{"risk": "irreversible"}')
    expect(
      await saidBy('olga', `approval ask ${never} schedule=x until=${nextYear}`),
    ).toMatchObject({ because: 'What cannot be undone is never approved in advance.' })
  })

  test('counts in its hours only', async () => {
    const hour = hoursFromNow()
    const { id } = await standing('hours', `from=${hour(2)} to=${hour(4)}`)
    await expectAsks('hours', await planned(), `${id} counts from ${hour(2)} to ${hour(4)} (UTC)`)
    await standing('open', `from=${hour(-1)} to=${hour(1)}`)
    expect(await startByStanding(parts, { schedule: 'open', plan: await planned() })).toMatchObject(
      { kind: 'started' },
    )
  })

  test('counts at the times of the calendar, and out of turn only where it names hours', async () => {
    const { id } = await standing('turns')
    await expectAsks(
      'turns',
      await plannedOutOfTurn('turns', 'olga'),
      `${id} counts at the times of turns alone, and this slot is run out of turn.`,
    )
    const hour = hoursFromNow()
    const { id: wide } = await standing('wide', `from=${hour(-1)} to=${hour(1)}`)
    expect(await saidBy('noa', `approval show ${wide}`)).toMatchObject({
      title: expect.stringContaining(`to ${hour(1)}, out of turn too, until`) as unknown,
    })
    const plan = await plannedOutOfTurn('wide', 'olga')
    expect(await startByStanding(parts, { schedule: 'wide', plan })).toMatchObject({
      kind: 'started',
    })
    expect(await outcomeOf(plan)).toBe('succeeded')
  })

  test('counts in its hours at the first step too, however long the run was held up', async () => {
    const hour = hoursFromNow()
    const { id } = await standing('late', `from=${hour(-1)} to=${hour(1)}`)
    const plan = await planned()
    expect(await startByStanding(parts, { schedule: 'late', plan })).toMatchObject({
      kind: 'started',
    })
    // Three hours later: the run waited behind another one, or by somebody's hand.
    expect(await outcomeOf(plan, later)).toBe('outdated')
    expect((await engine.findChange(plan))?.ending).toContain(
      `${id} counts from ${hour(-1)} to ${hour(1)} (UTC), and it is `,
    )
  })

  test('covers neither other servers of the same name, nor the same ones in another environment', async () => {
    const { id } = await standing('moved')
    const because = `${id} was not given for the servers and the environment that shop has now.`
    const plan = await planned()
    await howdah.control.query(
      'howdah',
      `update howdah.plan set body = jsonb_set(body, '{target,systemIdentifier}', '"7"') where id = $1`,
      [plan],
    )
    await signAnew(howdah.control, plan)
    await expectAsks('moved', plan, because)
    const next = await planned()
    expect(await startByStanding(moved.parts, { schedule: 'moved', plan: next })).toEqual({
      kind: 'asks',
      because,
    })
    await expectAsks('moved', await planned('users_id_idx'), 'with another input')
    expect(await startByStanding(parts, { schedule: 'moved', plan: next })).toMatchObject({
      kind: 'started',
    })
    expect(await outcomeOf(next, moved)).toBe('outdated')
  })

  test.each([
    ['until=2020-01-01', '2020-01-01 is not a future day.'],
    ['until=2027-13-01', '2027-13-01 is not a future day.'],
    ['until=soon', 'soon is not a future day.'],
    ['until=2050-01-01', 'A standing approval lasts a year at most'],
    [`until=${nextYear} from=01:00`, 'Hours need a start and an end.'],
  ])('asked for with %s is refused: %s', async (words, because) => {
    const reply = await saidBy('olga', `approval ask ${await planned()} schedule=asked ${words}`)
    expect(reply).toMatchObject({ because: expect.stringContaining(because) as unknown })
  })
})
