# shellcheck shell=bash
# Part failover: how long nobody can write when the leader is killed, and what that looks like under load.
# shellcheck disable=SC2154 # variables without a value here are set by race

part_failover() {
    begin failover name ms
    failovers hraft
    if has_etcd; then failovers etcd; else say "etcd is not installed: hraft alone"; fi
}

# failovers hraft|etcd
failovers() {
    local round
    start_cluster "lost-$1" "$1" 3
    leader "lost-$1"
    if [[ $1 == hraft ]]; then
        fill "${url[lost-$1$REPLY]}" 1 10000
        warm hraft "${url[lost-$1$REPLY]}" put
    fi
    columns "failover-$1" ms accepted
    kill_leader "$1" 16 $((seconds / 2)) $((seconds / 2))
    tail -n +2 "$work/failover" >>"$out/raw/failover-$1.tsv"
    for ((round = 1; round <= kills; round++)); do
        kill_leader "$1" 1 1 0
        line failover "$1" "$(head -1 "$work/failover")"
        say "  $1, kill $round of $kills: $(head -1 "$work/failover") ms"
    done
    stop_cluster "lost-$1"
}

# kill_leader hraft|etcd CLIENTS SECONDS_BEFORE SECONDS_AFTER: $work/failover has what the clients saw.
kill_leader() {
    local cluster=lost-$1 node lost=
    leader "$cluster"; node=$REPLY
    # Away with what the shell itself says: that the node was killed.
    {
        run java "${light[@]}" "$here/Failover.java" "$1" "${pid[$cluster$node]}" "${@:2}" \
            "${url[$cluster$node]}" "${url[$cluster$(((node + 1) % 3))]}" \
            "${url[$cluster$(((node + 2) % 3))]}" >"$work/failover" 2>"$work/failover.log" ||
            lost=yes
    } 2>/dev/null
    [[ ! $lost ]] || fail "no write was accepted after the kill: $(cat "$work/failover.log")"
    reap "$cluster$node"
    start_node "$cluster" "$node"
    await_cluster "$cluster"
    # It is to have caught up: else the next leader could be lost with half of the voters behind.
    sleep 2
}
