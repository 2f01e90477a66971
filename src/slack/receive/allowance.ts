/**
 * The requests that this process takes from a person: some at once, then some a second, and some unanswered at a
 * time. Requests beyond cost nobody else anything.
 */
export type RequestKind = 'command' | 'click' | 'suggestion' | 'look'

interface Allowance {
  readonly atOnce: number
  readonly perSecond: number
}

/** No hand is faster. Each pressed key asks for suggestions. */
export const allowances: Readonly<Record<RequestKind, Allowance>> = {
  command: { atOnce: 60, perSecond: 1 },
  click: { atOnce: 60, perSecond: 1 },
  suggestion: { atOnce: 120, perSecond: 5 },
  look: { atOnce: 30, perSecond: 0.5 },
}

/** Unanswered requests at a time: of a person, and of all people. */
export const unansweredMost = { own: 30, all: 1_000 } as const

/** Of more, those whose latest request is longest ago are forgotten, and have a whole allowance again. */
const accountsMost = 20_000

/** Requests: to look for old accounts at each would cost more than the accounts. */
const forgetEvery = 1_000

/** After a sentence to a person the rest of the burst stays without an answer. */
const tellEveryMs = 60_000

export type Admitted =
  | { readonly admitted: true; readonly done: () => void }
  /** `tell` is true for the first refused request of a burst. */
  | {
      readonly admitted: false
      readonly because: 'many' | 'unanswered' | 'busy'
      readonly tell: boolean
    }

interface Account {
  left: number
  at: number
  told: number
}

/** `now` counts milliseconds. */
export const openAllowances = (now: () => number = () => performance.now()) => {
  const accounts = new Map<string, Account>()
  const unanswered = new Map<string, number>()
  let all = 0
  let asked = 0

  const accountOf = (key: string, { atOnce, perSecond }: Allowance, at: number): Account => {
    const known = accounts.get(key) ?? { left: atOnce, at, told: Number.NEGATIVE_INFINITY }
    const left = Math.min(atOnce, known.left + ((at - known.at) / 1_000) * perSecond)
    const account = { ...known, left, at }
    // The map is in the order of the latest requests.
    accounts.delete(key)
    accounts.set(key, account)
    return account
  }

  /** After a while of quiet the allowance is whole again, and needs no account. */
  const forget = (at: number): void => {
    for (const [key, account] of accounts) {
      if (accounts.size <= accountsMost && at - account.at <= tellEveryMs * 4) return
      accounts.delete(key)
    }
  }

  return {
    ask(person: string, kind: RequestKind): Admitted {
      const at = now()
      const account = accountOf(`${kind} ${person}`, allowances[kind], at)
      asked += 1
      if (asked % forgetEvery === 0) forget(at)
      const own = unanswered.get(person) ?? 0
      const because =
        account.left < 1
          ? 'many'
          : own >= unansweredMost.own
            ? 'unanswered'
            : all >= unansweredMost.all
              ? 'busy'
              : null
      if (because !== null) {
        const tell = at - account.told >= tellEveryMs
        if (tell) account.told = at
        return { admitted: false, because, tell }
      }
      account.left -= 1
      unanswered.set(person, own + 1)
      all += 1
      let open = true
      return {
        admitted: true,
        done() {
          if (!open) return
          open = false
          all -= 1
          const others = (unanswered.get(person) ?? 1) - 1
          if (others === 0) unanswered.delete(person)
          else unanswered.set(person, others)
        },
      }
    },
  }
}
