/**
 * Finds processes that this test run started and left behind. Each child inherits the mark in its
 * environment, also when it has outlived its parent. Linux only: elsewhere /proc is not there.
 */
import { readdirSync, readFileSync } from 'node:fs'

export const markName = 'HOWDAH_TEST_RUN'

export interface Leftover {
  readonly pid: number
  readonly command: string
}

export const findLeftovers = (mark: string): readonly Leftover[] =>
  pids().flatMap(pid => {
    if (pid === process.pid) return []
    const environment = readProc(pid, 'environ')
    if (!environment.split('\0').includes(`${markName}=${mark}`)) return []
    const command = readProc(pid, 'cmdline').replaceAll('\0', ' ').trim()
    // Vitest's own workers end by themselves, and a zombie has no command line any more.
    if (command === '' || /\/vitest\/dist\/|^vitest-watchdog/.test(command)) return []
    return [{ pid, command }]
  })

const pids = (): readonly number[] => {
  try {
    return readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : []))
  } catch {
    return []
  }
}

const readProc = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // It has ended meanwhile, or belongs to somebody else.
    return ''
  }
}
