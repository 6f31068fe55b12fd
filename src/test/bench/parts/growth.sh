# shellcheck shell=bash
# Part growth: puts and memory while a cluster fills up, then puts beside those of one with 10,000 keys.
# shellcheck disable=SC2154 # variables without a value here are set by race

part_growth() {
    local step few many i
    begin_laps growth
    columns growth-memory name MB
    columns growth-fill keys rate MB
    start_cluster many hraft 3
    leader many; many=${url[many$REPLY]}
    # Also what a node asks for by itself after its start is over by then.
    say "idle for $idle_seconds s"
    run sleep "$idle_seconds"
    remember idle
    fill "$many" 1 10000
    warm hraft "$many" put
    grow 10000
    for ((step = keys / 10; step <= keys; step += keys / 10)); do
        fill "$many" $((step - keys / 10 + 1)) "$step"
        grow $step
    done
    start_cluster few hraft 3
    leader few; few=${url[few$REPLY]}
    fill "$few" 1 10000
    warm hraft "$few" put
    for ((i = 1; i <= rounds; i++)); do
        lap put-few hraft "$few" put 64
        lap put-many hraft "$many" put 64 "$seconds" "$keys"
    done
    remember full
    stop_cluster few
    stop_cluster many
}

# grow KEYS: a point of the plot.
grow() {
    load hraft "$many" put 64 $((seconds / 2 + 1)) "$1"
    line growth-fill "$1" "${REPLY%% *}" "$(largest)"
    say "  $1 keys: ${REPLY%% *}/s, $(largest) MB"
}

largest() { for i in 0 1 2; do resident many "$i"; done | sort -n | tail -1; }

remember() { for i in 0 1 2; do line growth-memory "$1" "$(resident many "$i")"; done; }
