# shellcheck shell=bash
# Part overload: four times the requests that the leader can carry, over twice as many connections as
# requests may wait there. All of it at a constant rate: clients that wait for answers would not do it.
# shellcheck disable=SC2154 # variables without a value here are set by race

part_overload() {
    local round node term connections rate
    begin_laps overload
    columns overload-answers name ms
    columns overload-elections name terms
    connections=$((2 * waiting))
    (($(ulimit -n) > connections + 1000)) || {
        say "the part overload is left out: it needs $((connections + 1000)) open files; see ulimit -n"
        return
    }
    start_cluster strained hraft 3
    leader strained; node=${url[strained$REPLY]}
    term=$(status "$node" term)
    fill "$node" 1 10000
    for round in 1 2; do warm hraft "$node" put; done
    for ((round = 1; round <= rounds; round++)); do
        # Another one, if there was an election; its JVM has not seen such a load before.
        leader strained; node=${url[strained$REPLY]}
        lap peak-64 hraft "$node" put 64
        lap peak-256 hraft "$node" put 256
        rate=$(highest overload "$(peak)" 2)
        strain "$node" $connections $((4 * rate))
    done
    leader strained
    line overload-elections elections $(($(status "${url[strained$REPLY]}" term) - term))
    stop_cluster strained
}

# With which of the two it is faster.
peak() {
    awk -v a="$(median overload peak-64 2)" -v b="$(median overload peak-256 2)" \
        'BEGIN { print (a + 0 > b + 0 ? "peak-64" : "peak-256") }'
}

# strain URL CONNECTIONS RATE: and a few clients beside it, which tell how long they wait for which answer.
strain() {
    local count values
    beside java "${light[@]}" "$here/Probe.java" "$1" 8 $((seconds / 2)) "$seconds"
    steady overloaded hraft "$1" put "$2" "$3" $((2 * seconds))
    await_beside || fail "the clients beside the overload failed"
    read -ra values <"$work/beside"
    for count in accepted refused; do
        ((values[0] == 0)) || {
            line overload-answers $count-p50 "${values[1]}"
            line overload-answers $count-p99 "${values[2]}"
            line overload-answers $count-max "${values[3]}"
        }
        say "  ${values[0]} $count: p50 ${values[1]} ms, p99 ${values[2]} ms, max ${values[3]} ms"
        values=("${values[@]:4}")
    done
}
