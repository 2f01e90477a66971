/** Refusals that every plan shares that changes settings. */
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { waitsForRestart } from '#cluster/facts/config/file-settings'
import { type ConfigNode, settingOf } from '#cluster/facts/config/look'
import { linesOf, servedBy } from '#cluster/facts/config/served'
import { placeWords, valueWords } from '#cluster/facts/config/words'
import { type Refusal, refusal } from '#model/refusal'
import { listed } from '#text/listed'
import { notShown, withheldSetting } from '#text/may-hold-secret'

/** Refuses where ALTER SYSTEM and a reload would not work, with any value. */
export const outOfReach = (
  nodes: readonly ConfigNode[],
  names: readonly string[],
): Refusal | undefined => {
  for (const node of nodes) {
    const allowed = settingOf(node, 'allow_alter_system')
    if (allowed?.setting === 'off')
      return refusal(
        `ALTER SYSTEM is switched off on ${node.name} (allow_alter_system).`,
        'Change the setting where the configuration of that server is kept.',
      )
    for (const name of names) {
      const refused = onCommandLine(node, name) ?? mayHoldPassword(node, name)
      if (refused) return refused
    }
    const broken = brokenFile(node)
    if (broken) return broken
  }
  return undefined
}

export const onCommandLine = (node: ConfigNode, name: string): Refusal | undefined => {
  const served = servedBy(node, name)
  return served?.origin.kind === 'command line'
    ? refusal(
        `${node.name} was started with ${served.setting.name} ${valueWords(served.setting, served.value)} on its command line, which wins over every file.`,
        'Change how the server is started, as the service or the container of it says.',
      )
    : undefined
}

/** `more` are values from elsewhere that the plan would show too. */
export const mayHoldPassword = (
  node: ConfigNode,
  name: string,
  more: readonly (string | null)[] = [],
): Refusal | undefined => {
  const values = [
    servedBy(node, name)?.value,
    ...linesOf(node, name).map(line => line.setting),
    ...more.map(value => withheldSetting(name, value)),
  ]
  return values.includes(notShown)
    ? refusal(
        `What ${name} is on ${node.name} may hold a password, and a plan would show it.`,
        'Change it on the server, by your own runbook.',
      )
    : undefined
}

/** PostgreSQL applies no file while a file cannot be read as a whole. */
export const brokenFile = ({ name, files }: ConfigNode): Refusal | undefined => {
  const lines = files.lines ?? []
  const bad = lines.find(({ error }) => error !== null && error !== waitsForRestart)
  return bad && lines.every(({ applied }) => !applied)
    ? refusal(
        `${placeWords(bad)} of ${name} has an error (${bad.error}), and until that is fixed a reload puts nothing into force.`,
        'Fix that line, then ask again.',
      )
    : undefined
}

/** Never a superuser: each missing right has a GRANT. */
export const missingRights = (
  { actor, database, rights }: Pick<ConfigChangeAbout, 'actor' | 'database' | 'rights'>,
  nodes: readonly ConfigNode[],
): Refusal | undefined => {
  const blind = nodes.flatMap(({ files }) => (files.lines === null ? files.grants : []))
  const grants = [...new Set([...rights.grants, ...blind])]
  if (grants.length === 0) return undefined
  const because =
    rights.denied.length > 0
      ? `${actor ?? ''} may not change ${listed(rights.denied)} by ALTER SYSTEM.`
      : rights.grants.length > 0
        ? `${actor ?? ''} may not reload the server and read back what is in force.`
        : 'What postgresql.auto.conf has now cannot be read, so that there would be no way back.'
  return refusal(
    because,
    `Let a superuser run in database ${database}: \`${grants.map(one => `${one};`).join(' ')}\``,
  )
}
