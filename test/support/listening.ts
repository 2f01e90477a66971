/** Finds the addresses where some processes listen. Linux only. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Process } from '#test/support/run/leftovers'

export interface Listening {
  /** In the kernel's own hexadecimal: `0100007F` is 127.0.0.1. */
  readonly address: string
  readonly port: number
}

/** State of a listening socket in /proc/net/tcp. */
const listens = '0A'

export const listening = (processes: readonly Process[]): readonly Listening[] => {
  const own = new Set(processes.flatMap(({ pid }) => socketsOf(pid)))
  return ['tcp', 'tcp6'].flatMap(table =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .flatMap(line => {
        const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
        const [address = '', port = ''] = local.split(':')
        return state === listens && own.has(inode) ? [{ address, port: parseInt(port, 16) }] : []
      }),
  )
}

const socketsOf = (pid: number): readonly string[] => {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? []
      return inode === undefined ? [] : [inode]
    })
  } catch {
    // The process has ended meanwhile.
    return []
  }
}
