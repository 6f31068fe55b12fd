# shellcheck shell=bash
# Part peers: three nodes of hraft and three of etcd, the same requests to the leader of each in turn.
# The parts curves and bulk go on with the same clusters.
# shellcheck disable=SC2154 # variables without a value here are set by race

# Starts them, unless an earlier part has: ours and theirs are the addresses of the leaders.
race_peers() {
    local node request
    if [[ ! ${kind[race]-} ]]; then
        start_cluster race hraft 3
        start_cluster rival etcd 3
        leader race; node=$REPLY
        ours=${url[race$node]} follower=${url[race$(((node + 1) % 3))]}
        leader rival; theirs=${url[rival$REPLY]}
        fill "$ours" 1 10000
        for request in put get; do warm hraft "$ours" $request; done
        load etcd "$theirs" fill 64 $((warm_up / 4 + 1))
        load etcd "$theirs" get 64 $((warm_up / 4 + 1))
    fi
}

part_peers() {
    local round request connections half
    begin_laps peers
    race_peers
    for ((round = 1; round <= rounds; round++)); do
        say "round $round of $rounds"
        for request in put get; do
            for connections in 64 1; do
                lap "etcd-$request-$connections" etcd "$theirs" $request $connections
                lap "hraft-$request-$connections" hraft "$ours" $request $connections
            done
        done
        lap hraft-follower-put-1 hraft "$follower" put 1
    done
    half=$(median peers etcd-put-64 2 | awk '{ printf "%d", $1 / 2 + 1 }')
    for ((round = 1; round <= rounds; round++)); do
        steady etcd-steady-64 etcd "$theirs" put 64 "$half"
        steady hraft-steady-64 hraft "$ours" put 64 "$half"
    done
}

leave_peers() {
    [[ ! ${kind[race]-} ]] || { stop_cluster race; stop_cluster rival; }
}
