/** The address of a running local mode's page, kept for a second start that finds the data in use. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { keepFile } from '#local/keep-file'

const fileIn = (dir: string): string => join(dir, 'page-address')

/** Returns a function that removes the address. */
export const keepPageAddress = (dir: string, url: string): (() => void) => {
  keepFile(fileIn(dir), url)
  return () => rmSync(fileIn(dir), { force: true })
}

/** Null before the page is up, and where another user keeps the folder. */
export const pageAddress = (dir: string): string | null => {
  try {
    return readFileSync(fileIn(dir), 'utf8')
  } catch {
    return null
  }
}
