# shellcheck shell=bash
# For race, which sources it: one lap of load, and the files that hold what it came to.
# shellcheck disable=SC2154 # variables without a value here are set by race

# For clients in Java: their compiler and collector are to leave the cores to the servers.
light=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)

say() { echo "race: $*" >&2; }
fail() { say "$@"; exit 1; }

# begin PART COLUMN...: what it found the last time is gone.
begin() {
    say "part $1"
    part=$1
    rm -f -- "$out/raw/$part".tsv "$out/raw/$part"-*.tsv
    columns "$@"
}

# begin_laps PART: with what a lap leaves: accepted requests/s, and times in ms. wrk does not tell p99.9 and
# the longest.
begin_laps() { begin "$1" name rate p50 p99 p99.9 max refused; }

# columns FILE NAME...: begins a file; line FILE VALUE...: goes on with it.
columns() { (IFS=$'\t'; echo "${*:2}") >"$out/raw/$1.tsv"; }
line() { (IFS=$'\t'; echo "${*:2}") >>"$out/raw/$1.tsv"; }

# load hraft|etcd URL KIND CONNECTIONS SECONDS [KEYS]: as many requests as possible. REPLY: requests/s,
# p50, p99, refused; $work/wrk has it in wrk's words.
load() {
    run wrk -t"$(($4 > 1 ? 2 : 1))" -c"$4" -d"$5" --timeout 10s --latency -s "$here/$1.lua" "$2" \
        -- "$3" "${6:-10000}" >"$work/wrk" || fail "wrk failed: $(cat "$work/wrk")"
    REPLY=$(awk 'function ms(t) { return t * (t ~ /us$/ ? .001 : t ~ /ms$/ ? 1 : t ~ /m$/ ? 60000 : 1000) }
        $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) }
        / requests in / { total = $1; time = $4; sub(/,$/, "", time); time = ms(time) / 1000 }
        /Non-2xx/ { bad = $NF } /Socket errors/ { gsub(/,/, ""); lost = $4 + $6 + $8 + $10 }
        END { printf "%.0f %.3f %.3f %d", (total - bad) / time, p50, p99, bad + lost }' "$work/wrk")
}

# lap NAME hraft|etcd URL KIND CONNECTIONS [SECONDS [KEYS]]: one line of load.
lap() {
    local rate p50 p99 refused
    load "${@:2:4}" "${6:-$seconds}" "${7:-10000}"
    read -r rate p50 p99 refused <<<"$REPLY"
    line "$part" "$1" "$rate" "$p50" "$p99" - - "$refused"
    say "  $1: $rate/s, p50 $p50 ms, p99 $p99 ms"
}

# steady NAME hraft|etcd URL put|get CONNECTIONS RATE [SECONDS]: one line at a constant rate.
steady() {
    local values
    run java "${light[@]}" "$here/Rate.java" "${@:2:5}" "${7:-$seconds}" >"$work/rate" ||
        fail "the constant rate failed"
    read -ra values <"$work/rate"
    line "$part" "$1" "${values[@]}"
    say "  $1: ${values[0]}/s, p50 ${values[1]} ms, p99 ${values[2]} ms"
}

# warm hraft|etcd URL KIND [KEYS]: load that does not count. The JVM compiles what it has seen run.
warm() {
    load "$1" "$2" "$3" 64 "$warm_up" "${4:-10000}"
    say "  warming up, $3: ${REPLY%% *}/s"
}

# values FILE NAME COLUMN: those of all rounds, the lowest first; none if there are none.
values() {
    [[ -e $out/raw/$1.tsv ]] || return 0
    awk -F '\t' -v name="$2" -v c="$3" 'NR > 1 && $1 == name { print $c }' "$out/raw/$1.tsv" | sort -n
}

median() { values "$@" | awk '{ v[NR] = $1 } END { if (NR) print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
lowest() { values "$@" | sed -n 1p; }
highest() { values "$@" | tail -1; }
