#!/usr/bin/env node
/** The same commands and the same authorisation as in Slack, from a terminal. */
import { runCli } from '#src/main/cli/run-cli'
import { speakerHere } from '#src/main/cli/speaker'
import { terminal } from '#src/main/cli/terminal'

process.exitCode = await runCli({
  args: process.argv.slice(2),
  env: process.env,
  speaker: () => speakerHere(process.env),
  terminal,
})
