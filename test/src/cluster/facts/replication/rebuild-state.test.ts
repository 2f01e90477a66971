import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lookAtRebuildFolder } from '#cluster/facts/replication/rebuild-folder'
import { rebuildState } from '#cluster/facts/replication/rebuild-state'
import { beforeOf, overOf, type RebuildAction } from '#model/actions/replication/rebuild'

let home = ''
let data = ''

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'howdah-rebuild-'))
  data = join(home, 'data')
  mkdirSync(join(data, 'pg_wal'), { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true }))

const stateOf = (way: RebuildAction['way'] = 'rebuild') =>
  rebuildState({
    kind: 'rebuild',
    node: 'shop-1',
    database: 'app',
    duty: 'ha',
    replica: 'shop-2',
    slot: 'shop_2',
    data,
    copy: 'rebuild-2',
    system: '7',
    checkpoint: 'fast',
    rate: null,
    way,
    deadlineSeconds: 60,
  })
const at = () => ({ data, copy: 'rebuild-2' })
const madeOf = (label: string, file = 'backup_label.old') =>
  writeFileSync(join(data, file), `START WAL LOCATION: 0/2000028\nLABEL: ${label}\n`)

describe('the state of a rebuild', () => {
  test('is absent on files of an earlier copy, of a base backup, and of initdb', async () => {
    expect(await stateOf()).toBe('absent')
    madeOf('howdah rebuild-1')
    expect(await stateOf()).toBe('absent')
    madeOf('howdah full-2')
    expect(await stateOf()).toBe('absent')
  })

  test('is partial with an unfinished copy, and while no files lie in the place', async () => {
    mkdirSync(`${data}.rebuild-2.r-1.1`)
    expect(await stateOf()).toBe('partial')
    expect(await stateOf('back')).toBe('absent')
    mkdirSync(beforeOf(at()))
    rmSync(data, { recursive: true })
    expect(await stateOf()).toBe('partial')
  })

  test('is partial until the old files are given up, though the new ones may serve already', async () => {
    madeOf('howdah rebuild-2')
    mkdirSync(beforeOf(at()))
    expect(await stateOf()).toBe('partial')
    rmSync(beforeOf(at()), { recursive: true })
    mkdirSync(overOf(at()))
    expect(await stateOf()).toBe('untidy')
    expect(await stateOf('tidy')).toBe('absent')
    rmSync(overOf(at()), { recursive: true })
    expect(await stateOf()).toBe('present')
    expect(await stateOf('tidy')).toBe('present')
  })

  test('believes the label of a copy that has not started before the label of an earlier start', async () => {
    madeOf('howdah rebuild-2', 'backup_label')
    madeOf('howdah rebuild-9')
    expect(await stateOf()).toBe('present')
  })

  test('of a first copy is partial from the mark on, and its removal is done once nothing of Howdah is left', async () => {
    expect(await stateOf('add')).toBe('absent')
    expect(await stateOf('remove')).toBe('present')
    mkdirSync(beforeOf(at()))
    expect(await stateOf('add')).toBe('partial')
    expect(await stateOf('remove')).toBe('absent')
    rmSync(beforeOf(at()), { recursive: true })
    madeOf('howdah rebuild-2')
    expect(await stateOf('add')).toBe('present')
    madeOf('howdah rebuild-3')
    expect(await stateOf('remove')).toBe('absent')
  })
})

describe('the folder of a replica', () => {
  test('gives the next copy another number than the present files have', async () => {
    expect(await lookAtRebuildFolder(data)).toMatchObject({
      copy: 'rebuild-1',
      stays: null,
      left: [],
    })
    madeOf('howdah rebuild-7')
    expect(await lookAtRebuildFolder(data)).toMatchObject({ copy: 'rebuild-8' })
  })

  test('tells what cannot be renamed, and what an earlier rebuild left', async () => {
    mkdirSync(beforeOf(at()))
    mkdirSync(join(home, 'data.by-hand'))
    expect((await lookAtRebuildFolder(data)).left).toEqual([beforeOf(at())])
    rmSync(join(data, 'pg_wal'), { recursive: true })
    symlinkSync(home, join(data, 'pg_wal'))
    expect((await lookAtRebuildFolder(data)).stays).toContain('is a link to another folder')
    symlinkSync(data, join(home, 'link'))
    expect((await lookAtRebuildFolder(join(home, 'link'))).stays).toContain('is a link')
  })
})
