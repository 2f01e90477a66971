/** The real engine in this process, against the real servers: for thousands of command lines, or one instant. */
import { afterAll } from 'vitest'
import { drive } from '#engine/run/drive'
import type { Person } from '#model/person'
import { type EngineOptions, openEngine } from '#test/support/engine'
import type { Howdah, Who } from '#test/support/howdah'

export const person = (who: Who): Person => ({
  id: `T_LOCAL/U_${who.toUpperCase()}`,
  name: who,
  standing: who === 'gus' ? 'guest' : 'member',
  groups: [],
})

export const openInProcess = (howdah: Howdah, options: Partial<EngineOptions> = {}) => {
  const engine = openEngine(howdah.env, { holder: 'in-process', ...options })
  const { parts, desk, office } = engine
  afterAll(() => engine.close())
  return {
    faults: engine.faults,
    parts,
    desk,
    office,
    say: (text: string, values?: Readonly<Record<string, string>>) =>
      desk.dispatch({
        text,
        person: person('olga'),
        origin: { via: 'slack', channel: 'C_OPS' },
        ...(values === undefined ? {} : { values }),
      }),
    /** Approved by Adam; its run. */
    approve: async (plan: string): Promise<string> => {
      await office.approve(person('adam'), plan)
      return (await office.findChange(plan))?.run?.id ?? ''
    },
    drive: (run: string) => drive(parts, run),
  }
}
