# shellcheck shell=bash
# Part nodes: puts to the leader of five nodes beside puts to that of three.
# shellcheck disable=SC2154 # variables without a value here are set by race
part_nodes() {
    local round count node three five
    begin_laps nodes
    for count in three five; do
        start_cluster $count hraft "$([[ $count == five ]] && echo 5 || echo 3)"
        leader $count; node=${url[$count$REPLY]}
        fill "$node" 1 10000
        warm hraft "$node" put
        declare $count="$node"
    done
    for ((round = 1; round <= rounds; round++)); do
        lap put-three hraft "$three" put 64
        lap put-five hraft "$five" put 64
    done
    stop_cluster three
    stop_cluster five
}
