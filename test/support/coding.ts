/** A house whose approvals ask for one-time codes, and people with authenticators. */
import { randomInt } from 'node:crypto'
import { expect } from 'vitest'
import { codeAt, stepAt } from '#engine/people/code/time-code'
import type { Reply } from '#model/reply'
import { clockOf } from '#store/store'
import { startHowdah, type Who } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const bytesOf = (base32: string): Buffer => {
  const bits = base32
    .split('')
    .map(letter => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
}

/** The secret as the answer shows it. */
export const secretIn = (words: string): Buffer =>
  bytesOf((/Secret: [`“]?([A-Z2-7 ]+)/.exec(words)?.[1] ?? '').replaceAll(' ', ''))

/** Codes of now, each of a later period than the code before: at most two within a minute. */
export const freshCodes = (secret: Buffer, now: () => Promise<Date>) => {
  let last = -1
  return async (): Promise<string> => {
    last = Math.max(stepAt(await now()), last + 1)
    return codeAt(secret, last)
  }
}

export const startCoding = async () => {
  const howdah = await startHowdah({
    tables: ['create table users (id int, email text)'],
    inventory: {
      people: { operators: ['U_OLGA'], approvers: ['U_ADAM', 'U_DANA', 'U_NOA'] },
      policies: [{ playbook: 'index.create', code: true }],
    },
  })
  // Minutes that each code is away from the database's clock: a code counts once, and no test waits for the next.
  let aheadMs = 0
  const now = async () => new Date((await clockOf(howdah.store)).getTime() + aheadMs)
  const house = openInProcess(howdah, { now })
  /** A second process, with separate connections. */
  const second = openInProcess(howdah, { now, holder: 'second' })

  const saidBy = (
    who: Who,
    text: string,
    { code, channel = 'C_OPS', by = house }: Said = {},
  ): Promise<Reply> =>
    by.edge.dispatch({
      text,
      person: person(who),
      origin: { via: 'slack', channel },
      ...(code === undefined ? {} : { code }),
    })

  interface Said {
    readonly code?: string
    readonly channel?: string
    readonly by?: typeof house
  }

  /** Shown in a direct message; not yet confirmed. */
  const secretOf = async (who: Who): Promise<Buffer> => {
    const reply = await saidBy(who, 'access enrol', { channel: 'D_1' })
    if (reply.kind !== 'answer') throw new Error(JSON.stringify(reply))
    return secretIn((reply.lines ?? []).join('\n'))
  }

  /** A code that was not used before: time goes on by a minute. */
  const codeOf = async (secret: Buffer): Promise<string> => {
    aheadMs += 60_000
    return codeAt(secret, stepAt(await now()))
  }

  const enrolled = async (who: Who): Promise<Buffer> => {
    const secret = await secretOf(who)
    const reply = await saidBy(who, 'access confirm', { code: await codeOf(secret) })
    expect(reply).toMatchObject({ kind: 'answer' })
    return secret
  }

  /** A code far from the present code. */
  const wrongFor = async (secret: Buffer): Promise<string> => {
    const step = stepAt(await now())
    const near = [-1, 0, 1].map(away => codeAt(secret, step + away))
    for (;;) {
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      if (!near.includes(code)) return code
    }
  }

  let made = 0
  const planned = async (): Promise<string> => {
    made += 1
    const reply = await house.say(
      `index create users columns=id where=id>${made} name=coded_${made}`,
    )
    if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
    return reply.change.plan.id
  }

  /** Entries of the record, as text. */
  const record = async (kind: string): Promise<readonly string[]> =>
    (
      await howdah.store.query<{ body: string }>(
        `select body from howdah.audit where body::json ->> 'kind' = $1 order by seq`,
        [kind],
      )
    ).map(({ body }) => body)

  const stepNow = async (): Promise<number> => stepAt(await now())

  return {
    howdah,
    house,
    second,
    saidBy,
    secretOf,
    codeOf,
    enrolled,
    wrongFor,
    planned,
    record,
    stepNow,
    /** Ends the run of an approved plan. */
    outcomeOf: async (plan: string): Promise<string | null | undefined> => {
      const run = (await house.engine.findChange(plan))?.run?.id
      if (run !== undefined) await house.drive(run)
      return (await house.engine.findChange(plan))?.outcome
    },
  }
}
