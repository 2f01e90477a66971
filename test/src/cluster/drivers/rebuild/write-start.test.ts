import { describe, expect, test } from 'vitest'
import { startWords } from '#cluster/drivers/rebuild/write-start'

const words = (...given: readonly string[]) =>
  startWords(given, { like: '/data/shop-1', data: '/data/shop-3' })

describe('the command line of a new replica', () => {
  test('is that of the primary on another data directory', () => {
    expect(words('-D', '/data/shop-1', '-c', 'jit=off', '-c', 'hba_file=/data/shop-1/hba')).toEqual(
      ['-D', '/data/shop-3', '-c', 'jit=off', '-c', 'hba_file=/data/shop-3/hba'],
    )
    expect(words('-D/data/shop-1', '-k', '/run')).toEqual(['-D', '/data/shop-3', '-k', '/run'])
  })

  test('names no port in any spelling, as a file names the port', () => {
    for (const port of [['-c', 'port=5432'], ['-p', '5432'], ['-p5432'], ['--port=5432']])
      expect(words(...port, '--jit=off')).toEqual(['-D', '/data/shop-3', '--jit=off'])
  })
})
