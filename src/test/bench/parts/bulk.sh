# shellcheck shell=bash
# Part bulk: 128 keys in one request, beside etcd's transactions of 128 puts. After the other parts with
# these clusters: etcd keeps each version of a key, and gets slower with each bulk.
# shellcheck disable=SC2154 # variables without a value here are set by race
part_bulk() {
    local round
    begin_laps bulk
    race_peers
    warm hraft "$ours" bulk
    load etcd "$theirs" bulk 64 $((warm_up / 4 + 1))
    for ((round = 1; round <= rounds; round++)); do
        lap etcd-bulk-64 etcd "$theirs" bulk 64
        lap hraft-bulk-64 hraft "$ours" bulk 64
    done
}
