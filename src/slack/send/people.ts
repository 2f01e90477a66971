/** Identifies people: Slack itself is asked, and the answer remembered for a minute; payloads are never trusted. */
import type { WebClient } from '@slack/web-api'
import type { PeopleConfig } from '#model/configuration'
import type { Person } from '#model/person'
import { type Refusal, refusal } from '#model/refusal'

export interface People {
  /** Finds a person; a refusal when Slack does not answer, as nobody is identified then. */
  find(user: string): Promise<Person | Refusal>
  /** Finds a person by asking Slack now; a remembered answer may be a minute old. */
  findNow(user: string): Promise<Person | Refusal>
  /** Lists the ids of the members that a role names, groups included. */
  members(role: readonly string[]): Promise<readonly string[]>
  /** Forgets all answers, because Slack reported a change. */
  forget(): void
}

const rememberMs = 60_000

/** Of more answers the oldest are asked for again. */
const rememberMost = 2_000

export const openPeople = (client: WebClient, team: string, people: PeopleConfig): People => {
  const remembered = new Map<string, { readonly until: number; readonly value: Promise<unknown> }>()
  const remember = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const known = remembered.get(key)
    if (known && known.until > performance.now()) return known.value as Promise<T>
    const value = ask()
    // The map is in the order of the answers' ages.
    remembered.delete(key)
    remembered.set(key, { until: performance.now() + rememberMs, value })
    value.catch(() => remembered.delete(key))
    forgetOld()
    return value
  }

  const forgetOld = (): void => {
    for (const [key, { until }] of remembered) {
      if (remembered.size <= rememberMost && until > performance.now()) return
      remembered.delete(key)
    }
  }

  const groups = [...people.operators, ...people.approvers].filter(id => id.startsWith('S'))
  const membersOf = (group: string): Promise<readonly string[]> =>
    remember(
      group,
      async () => (await client.usergroups.users.list({ usergroup: group })).users ?? [],
    )

  const ask = async (user: string): Promise<Person> => {
    const { user: about } = await client.users.info({ user })
    const inGroups: string[] = []
    for (const group of new Set(groups)) {
      if ((await membersOf(group)).includes(user)) inGroups.push(group)
    }
    return {
      id: `${about?.team_id ?? team}/${user}`,
      name: about?.profile?.display_name || about?.real_name || about?.name || user,
      standing: standingOf(about ?? {}, team),
      groups: inGroups,
    }
  }

  const find = async (user: string): Promise<Person | Refusal> => {
    try {
      return await remember(`user ${user}`, () => ask(user))
    } catch {
      return refusal(
        'Slack does not say who you are right now, so nothing was done.',
        'Try again in a minute.',
      )
    }
  }

  return {
    find,
    findNow(user) {
      for (const key of [`user ${user}`, ...groups]) remembered.delete(key)
      return find(user)
    },
    async members(role) {
      const lists = await Promise.all(
        role
          // A login of the command line gets no messages; the login's Slack identity is listed separately.
          .filter(id => !id.startsWith('cli/'))
          .map(async id => (id.startsWith('S') ? membersOf(id) : [id.slice(id.indexOf('/') + 1)])),
      )
      return [...new Set(lists.flat())]
    },
    forget: () => remembered.clear(),
  }
}

interface About {
  readonly deleted?: boolean
  readonly is_bot?: boolean
  readonly is_restricted?: boolean
  readonly is_ultra_restricted?: boolean
  readonly is_stranger?: boolean
  readonly team_id?: string
}

const standingOf = (about: About, team: string): Person['standing'] => {
  if (about.deleted) return 'deleted'
  if (about.is_bot) return 'bot'
  if (about.is_stranger || (about.team_id !== undefined && about.team_id !== team))
    return 'external'
  return about.is_restricted || about.is_ultra_restricted ? 'guest' : 'member'
}
