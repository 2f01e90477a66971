#!/usr/bin/env node
/** The command line: the same commands and the same authorisation as in Slack. */
import '#main/compile-cache'
import '#main/imports/quick-imports'

// Imported after these two, so that this code is cached and found by name.
const { runCli } = await import('#main/cli/run-cli')
const { endWithTheReader } = await import('#terminal/closed-pipe')
const { speakerHere } = await import('#terminal/speaker')
const { terminal } = await import('#terminal/terminal')

endWithTheReader()
process.exitCode = await runCli({
  args: process.argv.slice(2),
  env: process.env,
  speaker: () => speakerHere(process.env),
  terminal,
})
