/**
 * vitest's globalSetup of the projects that start servers: the templates are there before the first file
 * runs.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { major, majorName } from '#test/support/majors'
import { templates } from '#test/support/templates'

const made = new Set<string>()

const rootOf = ({ config }: TestProject): string => templates(config.env[majorName] ?? major)

export const setup = (project: TestProject): void => {
  const root = rootOf(project)
  // The projects ask in turn: the first project makes the templates for all.
  if (existsSync(root)) return
  made.add(root)
  mkdirSync(root)
  // The servers' own user passes through.
  chmodSync(root, 0o755)
  execFileSync(process.execPath, [join(import.meta.dirname, 'make-templates.ts')], {
    env: { ...process.env, ...project.config.env },
  })
}

export const teardown = (): void => {
  for (const root of made) rmSync(root, { recursive: true, force: true })
  made.clear()
}
