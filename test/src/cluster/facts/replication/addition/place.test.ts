import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isVacant, lookAtNewPlace } from '#cluster/facts/replication/addition/place'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'howdah-place-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const unfit = async (name: string) => (await lookAtNewPlace(join(home, name), home)).unfit

describe('the place of a new replica', () => {
  test('is fit where nothing lies, and where an empty folder does', async () => {
    expect(await unfit('data')).toBeNull()
    mkdirSync(join(home, 'data'))
    expect(await unfit('data')).toBeNull()
  })

  test('is vacant without a file, in a folder that is there', async () => {
    expect(await isVacant(join(home, 'data'))).toBe(true)
    mkdirSync(join(home, 'data'))
    expect(await isVacant(join(home, 'data'))).toBe(true)
    expect(await isVacant(join(home, 'away/data'))).toBe(false)
    writeFileSync(join(home, 'data/kept'), '')
    expect(await isVacant(join(home, 'data'))).toBe(false)
  })

  test('is unfit with a file in it, as a file, and without a folder around', async () => {
    mkdirSync(join(home, 'data'))
    writeFileSync(join(home, 'data/kept'), '')
    expect(await unfit('data')).toBe(`${home}/data is not empty.`)
    expect(await unfit('data/kept')).toBe(`${home}/data/kept is no folder.`)
    expect(await unfit('away/data')).toBe(`There is no folder ${home}/away.`)
  })
})
