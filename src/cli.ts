#!/usr/bin/env node
/** The same commands and the same authorisation as in Slack, from a terminal. */
import '#main/compile-cache'

// Loaded after that, or it would be compiled before there is a cache.
const { runCli } = await import('#main/cli/run-cli')
const { speakerHere } = await import('#terminal/speaker')
const { terminal } = await import('#terminal/terminal')

process.exitCode = await runCli({
  args: process.argv.slice(2),
  env: process.env,
  speaker: () => speakerHere(process.env),
  terminal,
})
