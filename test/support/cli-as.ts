/** Runs the command line as a different login: all is real except the kernel's answer. */
import { runCli } from '#main/cli/run-cli'
import { terminal } from '#terminal/terminal'

const [login = '', ...args] = process.argv.slice(2)

process.exitCode = await runCli({
  args,
  env: process.env,
  speaker: () => ({ login, borrowedBy: null }),
  terminal,
})
