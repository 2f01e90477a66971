/** The contract of every driver, as checks that tell what a driver does wrong. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Action, kindOf } from '#model/action'
import {
  type Benched,
  type Check,
  codeOf,
  failureOf,
  inHand,
  newRun,
  reins,
  wrong,
} from '#test/support/drivers/check'
import { goesOn } from '#test/support/drivers/pieces-check'
import type { TestServer } from '#test/support/postgres'

/** Statements that sessions of the run sent, first lines only, without those that only look or fence. */
const sentBy = ({ server }: { readonly server: TestServer }, run: string): readonly string[] =>
  server
    .log()
    .split('\n')
    .filter(line => line.includes(` howdah ${run} `))
    .flatMap(
      line =>
        /(?:execute [^:]*|statement|received replication command): (.*)$/.exec(line)?.[1] ?? [],
    )
    .filter(
      text =>
        !/pg_try_advisory_lock|pg_backend_pid|set_config|^(re)?set role|^select case|^with recursive tree|^select r\.rolname/.test(
          text,
        ),
    )

const fulfilled = async <A extends Action>({ bench }: Benched<A>, action: A): Promise<void> => {
  await sleep(300)
  await bench.fulfil?.(action)
}

const actsOnce: Check = async benched => {
  const { bench, server } = benched
  const action = bench.absent()
  return inHand(benched, action, async (hand, run) => {
    const before = await hand.look(action)
    await Promise.all([hand.act(action, reins()), fulfilled(benched, action)])
    const after = await hand.look(action)
    const times = server
      .log()
      .split('\n')
      .filter(line => line.includes(` howdah ${run} `) && line.includes(`: ${bench.mark}`)).length
    const seen = kindOf(action).isSeen(action)
    return [
      ...wrong(seen && before !== 'absent', `it looks ${before} before it acts`),
      ...wrong(seen && after !== 'present', `it looks ${after} after it has acted`),
      ...wrong(!seen && after !== 'unknown', `it looks ${after}, and cannot know`),
      ...wrong(bench.fulfil === null && times !== 1, `it acts ${times} times`),
    ]
  })
}

const showsAll: Check = async benched => {
  const action = benched.bench.absent()
  const shown = kindOf(action).show(action).text.toLowerCase()
  return inHand(benched, action, async (hand, run) => {
    await Promise.all([hand.act(action, reins()), fulfilled(benched, action)])
    return sentBy(benched, run)
      .filter(text => !shown.includes(text.toLowerCase()))
      .map(text => `it sends what it does not show: ${text}`)
  })
}

const stops: Check = async benched => {
  const action = benched.bench.slow()
  if (!action) return []
  return inHand(benched, action, async hand => {
    const stop = new AbortController()
    const failing = failureOf(hand.act(action, reins({ stop: stop.signal })))
    await sleep(500)
    stop.abort()
    const code = codeOf(await failing)
    const after = await hand.look(action)
    return [
      ...wrong(code !== 'run.stopped', `a stop ends it as ${code}`),
      ...wrong(after === 'present' || after === 'partial', `it looks ${after} after a stop`),
    ]
  })
}

const letsGo: Check = async benched => {
  const action = benched.bench.slow()
  if (!action) return []
  const { driver, cluster } = benched
  const run = newRun()
  const hand = await driver.take(action, { cluster, run, token: 1 })
  const lost = new AbortController()
  const failing = failureOf(hand.act(action, reins({ lost: lost.signal })))
  await sleep(500)
  lost.abort()
  const code = codeOf(await failing)
  await hand.close(true)
  // The next holder ends what still runs there.
  await inHand(benched, action, async next => next.end(null, await next.strays(null)), {
    run,
    token: 2,
  })
  return wrong(code !== 'unknown', `after the token is lost its outcome is ${code}`)
}

const refuses: Check = async benched => {
  const { bench } = benched
  const action = bench.refused()
  return inHand(benched, action, async hand => {
    const code = codeOf(await failureOf(hand.act(action, reins())))
    return wrong(
      !(bench.refusedAs ?? /^sql\./).test(code),
      `what the server refuses ends as ${code}`,
    )
  })
}

const isLate: Check = async benched => {
  const action = benched.bench.late()
  if (!action) return []
  return inHand(benched, action, async hand => {
    const code = codeOf(await failureOf(hand.act(action, reins())))
    return wrong(
      code !== 'run.deadline' && code !== 'sql.55P03',
      `after its deadline it ends as ${code}`,
    )
  })
}

/** A newer holder ends the older one, and only so round. */
const fences: Check = async benched => {
  const action = benched.bench.absent()
  return inHand(benched, action, async (older, run) => {
    const first = await older.fence()
    return inHand(
      benched,
      action,
      async newer => {
        const shut = await newer.fence()
        const against = await older.strays(null)
        const left = await newer.strays(null)
        const ended = await newer.end(null, left)
        let now = await newer.fence()
        for (let tries = 0; now !== 'ours' && tries < 40; tries += 1) {
          await sleep(100)
          now = await newer.fence()
        }
        const code = codeOf(await failureOf(older.act(action, reins())))
        return [
          ...wrong(first !== 'ours', 'a free place is not fenced'),
          ...wrong(shut === 'ours', 'two holders have the place'),
          ...wrong(against.length > 0, 'an older holder takes a newer one for a stray'),
          ...wrong(left.length !== 1 || ended.length !== 1, 'the older holder is not ended'),
          ...wrong(now !== 'ours', 'the place is not free after that'),
          ...wrong(code !== 'unknown', `the older holder acts on: ${code}`),
        ]
      },
      { run, token: 2 },
    )
  })
}

/** Where a stray of exactly this action is kept, any other is not. */
const adopts: Check = async benched => {
  const action = benched.bench.slow()
  if (!action) return []
  return inHand(benched, action, async (older, run) => {
    const stop = new AbortController()
    const failing = failureOf(older.act(action, reins({ stop: stop.signal })))
    await sleep(500)
    const wrongs = await inHand(
      benched,
      action,
      async newer => {
        const others = await newer.strays(benched.bench.absent())
        // A tool is a stray beside the session of its holder.
        return wrong(others.length === 0, 'a stray that does something else is kept')
      },
      { run, token: 2 },
    )
    stop.abort()
    await failing
    return wrongs
  })
}

const finishes: Check = async benched => {
  const { bench } = benched
  if (!bench.halve) return []
  const action = bench.absent()
  return inHand(benched, action, async (hand, run) => {
    await bench.halve?.(action, run)
    const before = await hand.look(action)
    await hand.act(action, reins())
    const after = await hand.look(action)
    return [
      ...wrong(before !== 'partial', `half done it looks ${before}`),
      ...wrong(after !== 'present', `finished it looks ${after}`),
    ]
  })
}

/** The declared columns, and nothing else of the answer. */
const tells: Check = async benched => {
  const action = benched.bench.telling()
  if (!action)
    return wrong(
      Object.keys(kindOf(benched.bench.absent()).outputs(benched.bench.absent())).length > 0,
      'its bench tells no output',
    )
  return inHand(benched, action, async hand => {
    const { outputs } = await hand.act(action, reins())
    const said = JSON.stringify(outputs)
    const told = benched.bench.told ?? /^\{"lsn":"0\/1","mark":7\}$/
    return wrong(!told.test(said), `its outputs are ${said}`)
  })
}

const isStrict: Check = ({ bench }) => {
  const action = bench.absent()
  const { schema } = kindOf(action)
  return Promise.resolve([
    ...wrong(!schema.safeParse(action).success, 'its schema refuses its own action'),
    ...wrong(
      schema.safeParse({ ...action, more: true }).success,
      'its schema takes a key that nobody knows',
    ),
  ])
}

/** By the claim that a driver has to live up to. */
export const checks: Readonly<Record<string, Check>> = {
  'acts once, and sees what it did': actsOnce,
  'sends nothing that it does not show': showsAll,
  'stops, and leaves nothing': stops,
  'does not know the outcome once the token is lost': letsGo,
  'passes on what the server refuses': refuses,
  'ends by its deadline': isLate,
  'has a place to itself, against an older holder only': fences,
  'keeps no stray but the one that does the same': adopts,
  'finishes what is half done': finishes,
  'gives the outputs that it declares, and nothing else': tells,
  'goes on from its cursor, with no piece twice and none left out': goesOn,
  'knows every key of its action': isStrict,
}
