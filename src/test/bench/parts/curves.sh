# shellcheck shell=bash
# Part curves: throughput, and latency at a constant rate below it, with 1 to 256 connections.
# shellcheck disable=SC2154 # variables without a value here are set by race

# At this share of the highest rate; above it, what is measured is a queue that grows.
share=60

part_curves() {
    local connections request
    begin_laps curves
    race_peers
    for ((connections = 1; connections <= most_connections; connections *= 2)); do
        for request in put get; do
            curve etcd "$theirs" $request $connections
            curve hraft "$ours" $request $connections
        done
    done
    # A file for each curve: connections, highest rate, p50, p99 and p99.9 at the constant rate.
    for request in put get; do
        curve_file hraft-$request
        curve_file etcd-$request
    done
}

# curve hraft|etcd URL put|get CONNECTIONS
curve() {
    local name=$1-$3-$4 rate
    lap "$name" "$@" $((seconds / 2 + 1))
    rate=$(median curves "$name" 2 | awk -v share=$share '{ printf "%d", $1 * share / 100 + 1 }')
    steady "$name-steady" "$@" "$rate" $((seconds / 2 + 1))
}

curve_file() {
    local connections name
    columns "curves-$1" connections rate p50 p99 p99.9
    for ((connections = 1; connections <= most_connections; connections *= 2)); do
        name=$1-$connections
        line "curves-$1" $connections "$(median curves "$name" 2)" "$(median curves "$name-steady" 3)" \
            "$(median curves "$name-steady" 4)" "$(median curves "$name-steady" 5)"
    done
}
