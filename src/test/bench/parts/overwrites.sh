# shellcheck shell=bash
# Part overwrites: the same 10,000 keys again and again, 128 a request. What does the disk hold then?
# shellcheck disable=SC2154 # variables without a value here are set by race

part_overwrites() {
    local node pairs=0 i
    begin overwrites name MB
    columns overwrites-meanwhile pairs MB
    start_cluster worn hraft 3
    leader worn; node=${url[worn$REPLY]}
    fill "$node" 1 10000
    while ((pairs < overwrites)); do
        load hraft "$node" bulk 64 "$seconds"
        pairs=$((pairs + ${REPLY%% *} * seconds * 128))
        line overwrites-meanwhile $pairs "$(for i in 0 1 2; do disk worn$i; done | sort -n | tail -1)"
        say "  $pairs pairs written"
    done
    # What is old goes in the background.
    sleep "$seconds"
    for i in 0 1 2; do line overwrites after "$(disk worn$i)"; done
    stop_cluster worn
}

# disk NODE: MB that its data directory takes.
disk() { du -sk "$work/$1" | awk '{ printf "%.0f\n", $1 * 1024 / 1000000 }'; }
