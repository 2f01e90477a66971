/**
 * vitest's globalSetup of the projects that start servers: the templates are there before the first file
 * runs.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { templates } from '#test/support/templates'

let made = false

export const setup = (): void => {
  const root = templates()
  // The projects ask in turn: the first project makes the templates for all.
  if (existsSync(root)) return
  made = true
  mkdirSync(root)
  // The servers' own user passes through.
  chmodSync(root, 0o755)
  execFileSync(process.execPath, [join(import.meta.dirname, 'make-templates.ts')])
}

export const teardown = (): void => {
  if (made) rmSync(templates(), { recursive: true, force: true })
}
