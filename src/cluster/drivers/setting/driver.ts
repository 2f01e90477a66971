/** Writes settings with ALTER SYSTEM, reloads the server, and waits until a fresh session has the values. */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, explain, extended, hangUp } from '#cluster/clients/postgres/connection'
import { actIn, stopped } from '#cluster/drivers/session/acting'
import { type FencedSession, openSession } from '#cluster/drivers/session/session'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { stateOfSettings } from '#cluster/facts/config/written'
import type { ActionState } from '#model/actions/action-kind'
import type { Acting, Driver } from '#model/actions/driver'
import {
  type SettingAction,
  type SettingValue,
  settingKind,
  settingStatements,
} from '#model/actions/setting'

export const settingDriver: Driver<SettingAction> = {
  kind: 'setting',
  async take(action, holder) {
    const session = await openSession(settingKind.place(action), holder)
    return {
      ...unadopted(session),
      look: ({ settings }) => lookFresh(session, settings),
      act: (one, how) => act(session, one, how),
    }
  },
  async observe({ node, settings }, view) {
    const reader = view.nodes.find(({ name }) => name === node)?.reader
    return reader
      ? stateOfSettings((text, values) => reader.read(text, values), settings)
      : 'unknown'
  },
}

/** A fresh session starts with the values of the files; a running session may hear of a reload later. */
const lookFresh = async (
  { where }: FencedSession,
  settings: readonly SettingValue[],
): Promise<ActionState> => {
  const client = await connect({ ...where, applicationName: 'howdah look', settings: {} })
  try {
    return await stateOfSettings(
      async (text, values) => (await client.query(extended(text, values, 10_000))).rows,
      settings,
    )
  } catch (error) {
    throw explain(error, where)
  } finally {
    await hangUp(client, false)
  }
}

/** A reload takes an instant; the look after the action tells of a longer reload. */
const reload = { looks: 20, pauseMs: 100 } as const

const act = (session: FencedSession, action: SettingAction, how: Acting) =>
  actIn(
    session,
    { asTyped: false, role: null, lockTimeoutMs: 0, deadlineSeconds: action.deadlineSeconds },
    how,
    async () => {
      for (const statement of settingStatements(action)) {
        if (how.stop.aborted || how.lost.aborted) throw stopped(undefined)
        await session.client.query(extended(statement))
      }
      for (let looks = 1; looks < reload.looks; looks += 1) {
        if ((await lookFresh(session, action.settings)) !== 'partial') break
        await sleep(reload.pauseMs)
      }
      return {}
    },
  )
