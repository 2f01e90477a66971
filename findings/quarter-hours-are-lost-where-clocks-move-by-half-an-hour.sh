#!/usr/bin/env bash
# A pattern that runs every quarter of an hour runs on in a night when clocks move by an hour, and leaves runs out in one
# when they move by half an hour, in either direction.
#
# Versions: cron-parser 5.10.6 (what Agenda reads its intervals with); beside it croner 11.0.1, which leaves none out.
# Where clocks change by a whole hour, cron-parser keeps each quarter in real time (Berlin below). On Lord Howe Island clocks
# move by 30 minutes. In spring 02:00 becomes 02:30, and the quarters of 02:30 and 02:45, which clocks do show, never
# come: from 01:45 the next run is 03:00, so 45 minutes pass where each gap is 15. In autumn 02:00 becomes 01:30
# again, and nothing runs in the half hour that comes twice. That a single time within the gap loses its day was known;
# that a pattern with * in the hour loses runs which are not in the gap was not.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund cron-parser@5.10.6 croner@11.0.1 >/dev/null

cat > run.mjs <<'JS'
import { CronExpressionParser } from 'cron-parser'
import { Cron } from 'croner'

const pattern = '*/15 * * * *'
/** The longest of the gaps between ten runs, in minutes. */
const longest = next => {
  const runs = Array.from({ length: 10 }, next)
  return Math.max(...runs.slice(1).map((run, place) => (run - runs[place]) / 60_000))
}
const byParser = (zone, from) => {
  const parsed = CronExpressionParser.parse(pattern, { tz: zone, currentDate: new Date(from) })
  return longest(() => parsed.next().toDate())
}
const byCroner = (zone, from) => {
  const cron = new Cron(pattern, { timezone: zone, paused: true })
  let last = new Date(from)
  return longest(() => (last = cron.nextRun(last)))
}
let changed = false
for (const [night, zone, from, wanted] of [
  ['Berlin, spring', 'Europe/Berlin', '2026-03-29T00:20Z', 15],
  ['Berlin, autumn', 'Europe/Berlin', '2026-10-25T00:20Z', 15],
  ['Lord Howe, spring', 'Australia/Lord_Howe', '2026-10-03T14:50Z', 45],
  ['Lord Howe, autumn', 'Australia/Lord_Howe', '2026-04-04T14:20Z', 45],
]) {
  const seen = byParser(zone, from)
  const fits = seen === wanted && byCroner(zone, from) === 15
  console.log(`${night}: cron-parser leaves up to ${seen} min between runs, croner ${byCroner(zone, from)} min${fits ? '' : `   <- no longer ${wanted} and 15`}`)
  changed ||= !fits
}
process.exitCode = changed ? 1 : 0
JS
node run.mjs
