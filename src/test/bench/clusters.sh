# shellcheck shell=bash
# For race, which sources it: clusters of hraft and of etcd on this machine. A cluster has a name;
# its nodes are numbered from 0. All of them end with the script, each by its own process id.
# shellcheck disable=SC2154 # root and work are set by race

# Of each cluster: what it is, how many nodes it has, where its launcher lies.
declare -A kind=() size=() home=()
# Of each node, by cluster and number ("small0"): its process, its two ports and its client's address.
declare -A pid=() client_port=() peer_port=() url=()
# The tool that runs at the moment, and the one beside it, if there are such: see run and beside.
tool='' extra=''
taken=" "

# Ends what runs and removes the data.
finish() {
    local cluster id
    for id in $tool $extra; do kill "$id" 2>/dev/null || true; done
    for cluster in "${!kind[@]}"; do stop_cluster "$cluster"; done
    rm -rf -- "$work"
}

# run COMMAND...: the command itself, but a signal to this script ends it at once.
run() {
    local status=0
    "$@" &
    tool=$!
    wait "$tool" || status=$?
    tool=
    return "$status"
}

# beside COMMAND...: goes on meanwhile; its output is in $work/beside when await_beside returns.
beside() { "$@" >"$work/beside" & extra=$!; }

await_beside() {
    local status=0
    wait "$extra" || status=$?
    extra=
    return "$status"
}

# REPLY: a port that nobody listens on, below those that a system gives to outgoing connections.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        [[ $taken != *" $port "* ]] || continue
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    taken+="$port "
    REPLY=$port
}

# start_cluster CLUSTER hraft|etcd NODES [HOME]: returns when all nodes serve. HOME has the launcher.
start_cluster() {
    local i node
    say "starting $3 nodes of $2"
    kind[$1]=$2 size[$1]=$3 home[$1]=${4:-$root}
    for ((i = 0; i < $3; i++)); do
        node=$1$i
        free_port; client_port[$node]=$REPLY url[$node]=http://127.0.0.1:$REPLY
        free_port; peer_port[$node]=$REPLY
    done
    for ((i = 0; i < $3; i++)); do
        start_node "$1" $i
        # A node can only join what is there; those of etcd wait for each other.
        [[ $2 == etcd ]] || await_node "$1" $i
    done
    await_cluster "$1"
}

# start_node CLUSTER I: for the first time, or again with the same data and addresses.
start_node() {
    start_"${kind[$1]}" "$1" "$2" >>"$work/$1$2.log" 2>&1 &
    pid[$1$2]=$!
}

# exec: the process that was started is the server itself.
start_hraft() {
    local node=$1$2 join=()
    if (($2 > 0)) && [[ ! -e $work/$node ]]; then join=(-join "127.0.0.1:${client_port[${1}0]}"); fi
    exec "${home[$1]}/hraft" -id "$node" -haddr "127.0.0.1:${client_port[$node]}" \
        -raddr "127.0.0.1:${peer_port[$node]}" "${join[@]}" "$work/$node"
}

start_etcd() {
    local node=$1$2 i members=()
    for ((i = 0; i < size[$1]; i++)); do members+=("$1$i=http://127.0.0.1:${peer_port[$1$i]}"); done
    exec etcd --name "$node" --data-dir "$work/$node" \
        --initial-cluster "$(IFS=,; echo "${members[*]}")" \
        --listen-client-urls "${url[$node]}" --advertise-client-urls "${url[$node]}" \
        --listen-peer-urls "http://127.0.0.1:${peer_port[$node]}" \
        --initial-advertise-peer-urls "http://127.0.0.1:${peer_port[$node]}" \
        --logger zap --log-level error
}

# await_node CLUSTER I: until it serves. Ten minutes, because the first start may have to build.
await_node() {
    local node=$1$2 path=/health try
    [[ ${kind[$1]} == etcd ]] || path=/health/ready
    for ((try = 0; try < 6000; try++)); do
        ! curl -sf -m 5 -o /dev/null "${url[$node]}$path" || return 0
        kill -0 "${pid[$node]}" 2>/dev/null || break
        sleep 0.1
    done
    tail -20 "$work/$node.log" >&2
    fail "$node does not serve; its last words are above"
}

await_cluster() {
    local i
    for ((i = 0; i < size[$1]; i++)); do await_node "$1" "$i"; done
}

# stop_cluster CLUSTER: and remove its data. A node that takes longer than ten seconds is killed.
stop_cluster() {
    stop_nodes "$1"
    local i
    for ((i = 0; i < size[$1]; i++)); do rm -rf -- "${work:?}/$1$i" "$work/$1$i.log"; done
    unset "kind[$1]"
}

# stop_nodes CLUSTER: the data stay.
stop_nodes() {
    local i
    for ((i = 0; i < size[$1]; i++)); do kill "${pid[$1$i]-}" 2>/dev/null || true; done
    for ((i = 0; i < size[$1]; i++)); do end_node "$1$i"; done
}

end_node() {
    local id=${pid[$1]-} try
    [[ $id ]] || return 0
    for ((try = 0; try < 100; try++)); do
        kill -0 "$id" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$id" 2>/dev/null || true
    reap "$1"
}

# reap NODE: it has ended, or is about to; the shell's word about that is not wanted.
reap() {
    { wait "${pid[$1]}"; } 2>/dev/null || true
    unset "pid[$1]"
}

# leader CLUSTER: REPLY is the number of the node that leads.
leader() {
    local i try
    for ((try = 0; try < 300; try++)); do
        for ((i = 0; i < size[$1]; i++)); do
            REPLY=$i
            ! leads_"${kind[$1]}" "${url[$1$i]}" || return 0
        done
        sleep 0.1
    done
    fail "the nodes of $1 have no leader"
}

leads_hraft() { [[ $(status "$1" role) == leader ]]; }

leads_etcd() {
    local answer id
    answer=$(curl -s -m 5 -X POST -d '{}' "$1/v3/maintenance/status") || return 1
    id=$(sed -n 's/.*"member_id":"\([0-9]*\)".*/\1/p' <<<"$answer")
    [[ $id && $answer == *"\"leader\":\"$id\""* ]]
}

# status URL FIELD: a plain field of what a node of hraft says about itself.
status() { curl -s -m 5 "$1/status" | sed -n 's/.*"'"$2"'":"\{0,1\}\([A-Za-z0-9_-]*\).*/\1/p'; }

# resident CLUSTER I: MB of memory.
resident() { ps -o rss= -p "${pid[$1$2]}" | awk '{ printf "%.0f\n", $1 * 1024 / 1000000 }'; }

# fill URL FIRST LAST: 64 bytes in each of the keys kFIRST to kLAST, many in one body.
fill() {
    local from to try
    for ((from = $2; from <= $3; from = to + 1)); do
        to=$((from + 4999 < $3 ? from + 4999 : $3))
        awk -v a="$from" -v b="$to" 'BEGIN {
            v = sprintf("%64s", ""); gsub(/ /, "v", v)
            for (i = a; i <= b; i++) printf "%s\"k%d\":\"%s\"", (i > a ? "," : "{"), i, v
            print "}" }' >"$work/body"
        for ((try = 0; ; try++)); do
            ! curl -sf -m 10 -H Expect: -o /dev/null --data-binary "@$work/body" "$1/key" || break
            ((try < 20)) || fail "$1 does not take keys"
            sleep 0.5
        done
    done
}
