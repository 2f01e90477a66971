/** Helpers of hostile tests: words to a single person, forged messages, held plans, a server behind a proxy. */
import { createServer, connect as dial, type Socket } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { findElement } from '#local/slack/act/click'
import { textAt } from '#local/slack/json'
import type { PageMessage } from '#local/slack/page-protocol'
import { clientOf, plain, postMessage } from '#test/support/bolt'
import { type Howdah, toldOnly, type Who, wordsOf } from '#test/support/howdah'
import { planIdOf } from '#test/support/kills'

const ids = {
  olga: 'U_OLGA',
  adam: 'U_ADAM',
  dana: 'U_DANA',
  gus: 'U_GUS',
  noa: 'U_NOA',
} as const

/** Collects the words told only to `who` from now on, until some hold `words`. */
export const listenFor = (howdah: Howdah, who: Who) => {
  const known = toldOnly(howdah.slack, ids[who]).length
  const told = () => toldOnly(howdah.slack, ids[who]).slice(known)
  return (words: string): Promise<string> =>
    howdah.slack
      .waitFor(() => told().find(one => one.includes(words)), {
        timeoutMs: 110_000,
        what: `“${words}” said to ${who}`,
      })
      .catch((cause: unknown) => {
        throw new Error(`${who} was told:\n${told().join('\n---\n')}`, { cause })
      })
}

/** Says a command, and waits for an answer that holds `words`. */
export const hear = async (
  howdah: Howdah,
  who: Who,
  typed: string,
  words: string,
): Promise<string> => {
  const heard = listenFor(howdah, who)
  await howdah.say(who, typed)
  return heard(words)
}

/** Reads the value of a button. */
export const valueOf = (message: PageMessage, action: string): string =>
  textAt(findElement(message.blocks, action).element, 'value') ?? ''

/** Posts a message with any button, as a holder of the bot's token could. */
export const forge = async (
  howdah: Howdah,
  action: string,
  value: string,
): Promise<PageMessage> => {
  const { ts } = await postMessage(clientOf(howdah.slack), {
    channel: 'C_OPS',
    text: 'Approve this harmless thing',
    blocks: [
      {
        type: 'actions',
        elements: [{ type: 'button', text: plain('Approve'), action_id: action, value }],
      },
    ],
  })
  return howdah.message(one => one.ts === ts, 'the forged message')
}

/** Shows the old message again, for a person's screen that an edit has not reached. */
export const showAgain = async (howdah: Howdah, { channel, ts, text, blocks }: PageMessage) => {
  await clientOf(howdah.slack).chat.update({ channel, ts, text, blocks: blocks as never })
}

/** Reads the plan's row and all possible traces of a run, in a single line. */
export const fateOf = async (howdah: Howdah, plan: PageMessage) => {
  const [row] = await howdah.store.query<{
    state: string | null
    outcome: string | null
    runs: string
    approvals: string
  }>(
    `select state, outcome, (select count(*) from howdah.run where plan_id = plan.id)::text as runs,
       (select count(*) from howdah.approval where plan_id = plan.id)::text as approvals
     from howdah.plan where id = $1`,
    [planIdOf(plan)],
  )
  return row
}

/** Waits until the message of `plan` holds `words`. */
export const shows = async (howdah: Howdah, plan: PageMessage, words: string): Promise<string> =>
  wordsOf(
    await howdah.message(
      one => one.ts === plan.ts && wordsOf(one).includes(words),
      `“${words}” in the message of ${planIdOf(plan)}`,
    ),
  )

/** Waits until the server runs no statement like `like`: a stop is shown before the run hears of the stop. */
export const noLongerRuns = async (howdah: Howdah, like: string): Promise<void> => {
  await expect
    .poll(
      () =>
        howdah.managed.query(
          howdah.database,
          `select from pg_stat_activity where query like $1 and state = 'active'`,
          [like],
        ),
      { timeout: 110_000 },
    )
    .toEqual([])
}

/** Locks the row of a plan until released, so that every decision about the plan has to wait. */
export const hold = async (howdah: Howdah, plan: PageMessage) => {
  const client = await howdah.control.connect('howdah')
  onTestFinished(() => client.end())
  await client.query('begin')
  await client.query('select from howdah.plan where id = $1 for update', [planIdOf(plan)])
  const waiting = async (): Promise<number> => {
    const rows = await howdah.control.query(
      'howdah',
      `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%howdah.plan%'`,
    )
    return rows.length
  }
  return {
    async waiters(count: number) {
      await expect.poll(waiting, { timeout: 110_000 }).toBe(count)
    },
    /** Releases the row; with `change`, the waiting reader then finds a changed row. */
    async letGo(change?: string) {
      if (change !== undefined) await client.query(`${change} where id = $1`, [planIdOf(plan)])
      await client.query('commit')
    },
  }
}

/** Opens a port that leads to a server now and to a different server later. */
export const openProxy = async (first: number) => {
  let target = first
  const open = new Map<Socket, Socket>()
  const server = createServer(from => {
    const to = dial(target, '127.0.0.1')
    open.set(from, to)
    from.pipe(to)
    to.pipe(from)
    from.on('error', () => to.destroy())
    from.on('close', () => {
      if (open.delete(from)) to.destroy()
    })
    to.on('error', () => from.destroy())
    to.on('close', () => from.destroy())
  })
  const stranded: Socket[] = []
  const cut = () => {
    for (const from of open.keys()) from.destroy()
  }
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    leadTo(port: number) {
      target = port
      cut()
    },
    /** Breaks every connection for the client, but not for the server, and the server notices nothing. */
    strand() {
      for (const [from, to] of open) {
        open.delete(from)
        stranded.push(to)
        to.unpipe(from)
        to.removeAllListeners('close')
        to.resume()
        from.destroy()
      }
    },
    close() {
      cut()
      for (const one of stranded) one.destroy()
      server.close()
    },
  }
}
