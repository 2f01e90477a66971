import { describe, expect, test } from 'vitest'
import { planShow } from '#commands/plan/show'
import type { Change } from '#model/change'
import type { Plan } from '#model/plan'
import { isRefusal, refusal } from '#model/refusal'
import { changeOf, entry, run, step } from '#test/support/commands/change'
import { askedAgain, say } from '#test/support/commands/say'

const reads = async (change: Change): Promise<readonly string[]> => {
  const read = await say(planShow, 'plan show p-7k3m9qx', {
    engine: { findChange: () => Promise.resolve(change) },
  })
  if (isRefusal(read)) throw new Error(read.because)
  return [read.title, ...(read.lines ?? [])]
}

const at = '2026-11-23T12:00:30.000Z'
const glass = { person: 'T/U_ADAM', name: 'adam', reason: 'orders are down', at, review: null }
const { action } = step

type More = Partial<Omit<Change, 'plan'>> & { readonly plan?: Partial<Plan> }

describe('plan show', () => {
  test('folds many of the same, and has each in a file', async () => {
    const steps = Array.from({ length: 200 }, (_, at) => ({
      ...step,
      title: `Build p${at}_idx`,
      action: {
        ...action,
        statement: `CREATE INDEX CONCURRENTLY p${at}_idx ON public.p${at} (id)`,
      },
      alike: [`p${at}_idx`, `public.p${at}`],
    }))
    const read = await say(planShow, 'plan show p-7k3m9qx', {
      engine: {
        findChange: () => Promise.resolve(changeOf({ state: 'pending', plan: { steps } })),
      },
    })
    if (isRefusal(read)) throw new Error(read.because)
    expect(read.lines?.filter(line => line.includes('CREATE INDEX'))).toHaveLength(3)
    expect(read.lines?.[2]).toMatch(
      /^… the same for 197 more: public\.p2, .+: the file has each\.$/,
    )
    expect(read.file?.name).toBe('p-7k3m9qx.sql')
    expect(read.file?.text.split('\n').filter(Boolean)).toHaveLength(200)
  })

  test('shows what waits, with who asked and its fingerprint', async () => {
    expect(await reads(changeOf({ state: 'pending', plan: { steps: [step] } }))).toEqual([
      'p-7k3m9qx: Build index users_id_idx (waiting for approval)',
      '1. Build users_id_idx, on shop-1 in app as shop: `CREATE INDEX CONCURRENTLY users_id_idx ON public.users (id)`',
      'Requested by olga.',
      'Fingerprint f00d.',
    ])
  })

  test('is short where a plan has nothing to do and nobody decided', async () => {
    expect(await reads(changeOf({ state: 'pending' }))).toEqual([
      'p-7k3m9qx: Build index users_id_idx (waiting for approval)',
      'Requested by olga.',
      'Fingerprint f00d.',
    ])
  })

  test.each<[string, More, readonly string[]]>([
    [
      'the login role, values, and a back-tick that ends no span',
      {
        plan: {
          steps: [
            { ...step, action: { ...action, role: null, statement: 'select `', values: [4711] } },
          ],
        },
      },
      ['1. Build users_id_idx, on shop-1 in app as the login role: `select ˋ` with [4711]'],
    ],
    [
      'how a step is undone',
      {
        plan: {
          steps: [
            {
              ...step,
              undo: {
                title: 'Drop it',
                action: { ...action, statement: 'DROP INDEX a' },
                effects: [],
              },
            },
          ],
        },
      },
      ['Undone by: `DROP INDEX a`'],
    ],
    [
      'why somebody asked',
      { plan: { reason: 'search is slow' } },
      ['Requested by olga: search is slow.'],
    ],
    [
      'notes and estimates',
      { plan: { notes: ['Writes go on.'], estimates: [{ label: 'Size', value: '14 MB' }] } },
      ['Writes go on.', 'Size: 14 MB.'],
    ],
    [
      'who decided what, and why',
      {
        approvals: [
          { person: 'T/U_ADAM', name: 'adam', decision: 'approve', reason: null, at },
          {
            person: 'T/U_NOA',
            name: 'noa',
            decision: 'approve',
            reason: null,
            via: 'standing approval sa-1',
            at,
          },
          { person: 'T/U_DANA', name: 'dana', decision: 'reject', reason: 'not today', at },
        ],
      },
      [
        'Approved by adam.',
        'Approved by noa beforehand (standing approval sa-1).',
        'Rejected by dana: not today.',
      ],
    ],
    [
      'an open review of break-glass',
      { breakGlass: glass },
      [
        'Let through by adam with break-glass: orders are down.',
        'Its review is open: another approver looks at what was done and closes it with `plan review`.',
      ],
    ],
    [
      'a closed review of break-glass',
      {
        breakGlass: {
          ...glass,
          review: { person: 'T/U_DANA', name: 'dana', note: 'it was needed', at },
        },
      },
      ['Reviewed by dana: it was needed.'],
    ],
    [
      'what a person said of a step',
      {
        journal: [
          entry({ kind: 'settled', detail: { name: 'adam', done: true, reason: 'I looked' } }),
          entry({
            kind: 'settled',
            step: 1,
            detail: { name: 'dana', done: false, reason: 'so did I' },
          }),
        ],
      },
      ['Step 1 was done, says adam: I looked.', 'Step 2 was not done, says dana: so did I.'],
    ],
    [
      'its run, what that waits for, and how it ended',
      {
        run: { ...run, waitingFor: 'It waits for p-1.' },
        ending: 'Everything is as it was before.',
      },
      ['Run r-2b5d8fk.', 'It waits for p-1.', 'Everything is as it was before.'],
    ],
    [
      'what is left, as somebody puts it back by hand',
      {
        left: [
          {
            step: 0,
            place: { node: 'shop-1', database: 'app', duty: 'ddl' },
            role: null,
            text: 'DELETE FROM a WHERE id = $1',
            values: [{ words: '7, the mark that step 2 reads' }],
          },
        ],
      },
      [
        'To put it back by hand, on shop-1 in app as the login role: `DELETE FROM a WHERE id = $1` with [7, the mark that step 2 reads]',
      ],
    ],
  ])('shows %s', async (_, more, lines) => {
    expect(await reads(changeOf(more))).toEqual(expect.arrayContaining([...lines]))
  })

  test('refuses an id that nobody knows', async () => {
    expect(
      await say(planShow, 'plan show p-7k3m9qx', {
        engine: { findChange: () => Promise.resolve(undefined) },
      }),
    ).toEqual(
      refusal(
        'There is no plan p-7k3m9qx.',
        'See `run list`. What is over is removed after its time: `audit show about=p-7k3m9qx` says what the record has of it.',
        'run list',
      ),
    )
  })

  test('names the plan that a mistyped id means', async () => {
    expect(
      await say(planShow, 'plan show p-7k3m9qx', {
        engine: {
          findChange: () => Promise.resolve(undefined),
          nearestPlan: () => Promise.resolve('p-7k3m9qy'),
        },
      }),
    ).toMatchObject({
      instead: expect.stringMatching(/^Did you mean `plan show p-7k3m9qy`\? See/) as unknown,
      command: 'plan show p-7k3m9qy',
    })
  })

  test.each([['plan show', ['id']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(planShow, text)).toEqual(keys)
  })
})
