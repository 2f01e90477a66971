import { describe, expect, test } from 'vitest'
import { archiveCommand } from '#playbooks/backup/enable-changes'
import { guardOfArchiving } from '#playbooks/backup/enable-guard'
import { altered, configNode, fileLine } from '#test/support/facts/config'

const archiver = { node: '/node', program: '/program.ts', archive: '/backup/wal', key: null }

const archivingBy = (command: string) =>
  configNode(
    'shop-1',
    [altered('archive_mode', 'on'), altered('archive_command', command)],
    [fileLine('archive_command', command)],
  )

describe('the guard of backup.enable', () => {
  test('watches whether archiving fails, once archiving has begun', () => {
    expect(guardOfArchiving({ nodes: [archivingBy('cp %p /old/%f')], archiver })).toEqual({
      minutes: 30,
      watches: [{ metric: 'failed archiving', factor: null, above: 1, least: 60 }],
      onSilence: 'ask',
    })
  })

  test.each([
    ['before the restart that begins archiving', configNode('shop-1')],
    ['where nothing is set', archivingBy(archiveCommand(archiver))],
  ])('is none %s', (_, node) => {
    expect(guardOfArchiving({ nodes: [node], archiver })).toBe(null)
  })
})
