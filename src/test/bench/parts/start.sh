# shellcheck shell=bash
# Part start: three nodes start again at once on their data. How long does it take until they carry 80 %
# of the most that they come to? The JVM is slow at first; nothing but this load warms it up.
# shellcheck disable=SC2154 # variables without a value here are set by race

part_start() {
    local try i ready
    begin start name seconds
    columns start-seconds run seconds rate
    start_cluster again hraft 3
    leader again
    fill "${url[again$REPLY]}" 1 10000
    for ((try = 1; try <= starts; try++)); do
        stop_nodes again
        say "start $try of $starts"
        restart "$try"
        line start to-ready "$ready"
        line start to-80-percent "$(awk -F '\t' -v run="$try" '
            $1 == run { t[++n] = $2; rate[n] = $3; if ($3 > peak) peak = $3 }
            END { for (i = 1; i <= n; i++) if (rate[i] >= .8 * peak) { print t[i]; exit } }' \
            "$out/raw/start-seconds.tsv")"
    done
    stop_cluster again
}

# restart RUN: and load for start_seconds after that, in laps of a second.
restart() {
    local from=$EPOCHREALTIME node end
    for i in 0 1 2; do start_node again $i; done
    await_cluster again
    leader again; node=${url[again$REPLY]}
    ready=$(since "$from")
    for ((end = SECONDS + start_seconds; SECONDS < end; )); do
        load hraft "$node" put 64 1
        line start-seconds "$1" "$(since "$from")" "${REPLY%% *}"
    done
}

since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }
