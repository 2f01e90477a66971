/**
 * The only text that a shell reads on a machine, always the same: folder, token and words of a tool come as parameters.
 * Process id, start and boot are written before a tool begins, the exit code after. So a tool is found again,
 * and no later process with the same id is taken for the tool.
 */
export const script = `set -u
base=/var/tmp/howdah-tools-$(id -u)
case $1 in
begin)
  dir=$base/$2 token=$3
  shift 3
  umask 077
  mkdir -p -m 700 "$base"
  [ -d "$base" ] && [ ! -L "$base" ] && [ -O "$base" ] || exit 71
  find "$base" -mindepth 1 -maxdepth 1 -mtime +30 -exec rm -rf {} +
  mkdir "$dir" || exit 73
  setsid sh -c '
    trap : TERM INT HUP
    dir=$1 token=$2
    shift 2
    printf "%s %s %s %s\\n" "$$" "$(cut -d" " -f22 /proc/$$/stat)" "$(cat /proc/sys/kernel/random/boot_id)" "$token" >"$dir/state.new" || exit
    mv "$dir/state.new" "$dir/state" || exit
    "$@" >"$dir/out" 2>"$dir/err"
    printf "%s\\n" "$?" >"$dir/code.new"
    mv "$dir/code.new" "$dir/code"
  ' howdah-tool "$dir" "$token" "$@" </dev/null >/dev/null 2>&1 &
  tries=0
  until [ -f "$dir/state" ]; do
    [ "$tries" -lt 600 ] || exit 75
    sleep 0.05
    tries=$((tries + 1))
  done
  ;;
list)
  for dir in "$base/$2".*; do
    [ -O "$dir/state" ] || continue
    read -r pid start boot token <"$dir/state" || continue
    alive=no
    [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] &&
      [ "$start" = "$(cut -d' ' -f22 "/proc/$pid/stat" 2>/dev/null)" ] &&
      tr '\\0' '\\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -Fqx -- "$dir" && alive=yes
    printf '%s %s %s %s %s %s\\n' "\${dir##*/}" "$pid" "$start" "$token" "$alive" "$(cat "$dir/code" 2>/dev/null || echo none)"
  done
  ;;
end)
  dir=$base/$2
  read -r pid start boot token <"$dir/state" || exit 0
  [ "$start" = "$3" ] || exit 0
  for signal in TERM KILL; do
    tries=0
    while [ "$tries" -lt 100 ]; do
      [ "$start" = "$(cut -d' ' -f22 "/proc/$pid/stat" 2>/dev/null)" ] || exit 0
      [ $((tries % 20)) -eq 0 ] && kill -s "$signal" -- "-$pid" 2>/dev/null
      sleep 0.1
      tries=$((tries + 1))
    done
  done
  ;;
read)
  head -c "$3" "$base/$2/out" 2>/dev/null
  ;;
errors)
  tail -c "$3" "$base/$2/err" 2>/dev/null
  tail -c "$3" "$base/$2/out" 2>/dev/null
  ;;
clear)
  rm -rf "$base/$2".*
  ;;
esac
true`
