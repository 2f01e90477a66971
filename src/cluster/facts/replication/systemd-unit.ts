import { readFile } from 'node:fs/promises'

/**
 * The systemd unit that runs a process; null for none, and where Howdah itself is of the same unit. A server that is
 * started past its unit would be unknown to systemd.
 */
export const systemdUnit = async (pid: number): Promise<string | null> => {
  const [its, own] = await Promise.all([unitOf(`${pid}`), unitOf('self')])
  return its === own ? null : its
}

const unitOf = async (pid: string): Promise<string | null> => {
  const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')
  return /([^/\n]+\.service)(?:\/[^\n]*)?$/m.exec(groups)?.[1] ?? null
}
