/** A process of Howdah without chat: drives runs and looks at guards until standard input ends. */
import { openSweeper } from '#engine/run/sweep'
import { openEngine } from '#test/support/engine'
import { guarded } from './guarded.ts'

const holder = process.env['HOWDAH_PROCESS'] ?? 'engine'
openSweeper(openEngine(process.env, { holder, playbooks: [guarded] }).parts)
process.stdin.on('end', () => process.exit(0)).resume()
console.log('ready')
