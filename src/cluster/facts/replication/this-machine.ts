/** Tells the machine of a path apart from other machines with the same path. */
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

/** The id of the installation (machine-id(5)), else that of this start of the kernel; copies of a machine have other names. */
export const thisMachine = async (): Promise<string> => {
  for (const path of ['/etc/machine-id', '/proc/sys/kernel/random/boot_id']) {
    const id = await readFile(path, 'utf8').catch(() => '')
    if (id.trim() !== '') return `${hostname()} ${id.trim()}`
  }
  return hostname()
}
