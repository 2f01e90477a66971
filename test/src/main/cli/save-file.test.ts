import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { saveFile } from '#main/cli/save-file'

const folder = mkdtempSync(join(tmpdir(), 'howdah-save-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'kept'))
writeFileSync(join(folder, 'old.csv'), 'old')

async function* text() {
  yield 'new'
}

const nowhere = 'Name a file in a folder that is there, has room and is yours to write to.'

describe('a file that cannot be written', () => {
  test.each([
    ['gone/a.csv', `its folder ${folder}/gone is not there.`, nowhere],
    ['old.csv/a.csv', `its folder ${folder}/old.csv is not below a folder.`, nowhere],
    ['old.csv', 'it is there already.', 'Name a file that is not there yet.'],
    ['kept', 'it is there already.', 'Name a file that is not there yet.'],
  ])('%s is told in words', async (name, because, instead) => {
    const path = join(folder, name)
    await expect(saveFile(path, text())).rejects.toMatchObject({
      message: `${path} cannot be written: ${because}`,
      instead,
    })
  })
})
