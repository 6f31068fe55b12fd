# shellcheck shell=bash
# For race, which sources it: the table and the plots, of what lies in the folder.
# shellcheck disable=SC2154 # variables without a value here are set by race

describe_machine() {
    echo "$(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)), $(memory)," \
        "$(uname -sr), $(java -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/Java \1/p')," \
        "$(has_etcd && etcd --version | sed -n 's/etcd Version: /etcd /p' || echo "no etcd")"
}

memory() { awk '$1 == "MemTotal:" { printf "%.0f GB of memory", $2 / 1e6 }' /proc/meminfo; }

revision() {
    local name
    name=$(git -C "$root" rev-parse --short HEAD 2>/dev/null) || name=unknown
    git -C "$root" diff --quiet HEAD -- src/main server-config hraft pom.xml 2>/dev/null || name+=", changed"
    echo "$name"
}

# note_part PART SECONDS: when, with what and how it was measured.
note_part() {
    local file=$out/raw/parts.tsv
    [[ -e $file ]] || columns parts part date revision options took
    awk -F '\t' -v part="$1" '$1 != part' "$file" >"$work/parts"
    cp "$work/parts" "$file"
    line parts "$1" "$(date -u +%Y-%m-%dT%H:%MZ)" "$(revision)" "${options:-the defaults}" "$2 s"
}

# row TEXT UNIT COLUMN OURS THEIRS ratio|median|highest BOUND: OURS and THEIRS are names of laps, with their
# part before them; the bound is for the ratio of the medians, or for ours alone.
row() {
    local ours theirs value verdict
    ours=$(median "${4%:*}" "${4#*:}" "$3") theirs=
    [[ ! $5 ]] || theirs=$(median "${5%:*}" "${5#*:}" "$3")
    case $6 in
        ratio) value=$(awk -v a="$ours" -v b="$theirs" 'BEGIN { if (a != "" && b > 0) printf "%.3f", a / b }') ;;
        median) value=$ours ;;
        highest) value=$(highest "${4%:*}" "${4#*:}" "$3") ;;
    esac
    verdict=$(judge "$value" "$7")
    [[ $6 == ratio ]] || value=
    echo "| $1 | $(shown "$2" "$3" "$4") | $(shown "$2" "$3" "$5")" \
        "| ${value:+$(awk -v v="$value" 'BEGIN { printf "%.2f", v }')} | $7 | $verdict |"
}

# judge VALUE BOUND
judge() {
    if [[ ! $1 ]]; then
        echo "not measured"
    elif [[ $2 ]]; then
        awk -v v="$1" -v bound="$2" 'BEGIN {
            split(bound, b, " ")
            print (b[1] == ">=" ? v >= b[2] + 0 : v <= b[2] + 0) ? "ok" : "below" }'
    fi
}

# shown UNIT COLUMN LAP: the median, and from the lowest to the highest.
shown() {
    local file=${3%:*} name=${3#*:}
    [[ $3 && $(median "$file" "$name" "$2") ]] || return 0
    awk -v unit="$1" -v m="$(median "$file" "$name" "$2")" -v a="$(lowest "$file" "$name" "$2")" \
        -v b="$(highest "$file" "$name" "$2")" 'BEGIN {
            f = unit == "ms" ? "%.2f" : unit == "s" ? "%.1f" : "%.0f"
            if (unit == "pairs/s") { m *= 128; a *= 128; b *= 128 }
            printf f " %s (" f " to " f ")", m, unit, a, b }'
}

table() {
    echo "| race | hraft | beside it | ratio | bound | |"
    echo "|---|---|---|---|---|---|"
    row "puts/s, 64 connections, to etcd" /s 2 peers:hraft-put-64 peers:etcd-put-64 ratio ">= 1.5"
    row "linearizable gets/s, 64 connections, to etcd" /s 2 peers:hraft-get-64 peers:etcd-get-64 ratio ">= 2.0"
    row "put p50, 1 connection, to etcd" ms 3 peers:hraft-put-1 peers:etcd-put-1 ratio "<= 0.8"
    row "linearizable get p50, 1 connection, to etcd" ms 3 peers:hraft-get-1 peers:etcd-get-1 ratio "<= 1.0"
    row "put p99, 64 connections, to etcd" ms 4 peers:hraft-put-64 peers:etcd-put-64 ratio "<= 1.0"
    row "put p99 at half of etcd's highest rate, to etcd" ms 4 peers:hraft-steady-64 peers:etcd-steady-64 ratio ""
    row "linearizable get p99, 64 connections, to etcd" ms 4 peers:hraft-get-64 peers:etcd-get-64 ratio ""
    row "put p50, 1 connection, follower to leader" ms 3 peers:hraft-follower-put-1 peers:hraft-put-1 ratio ""
    row "puts/s to empty JAX-RS POSTs/s" /s 2 container:put container:empty-post ratio ">= 0.5"
    row "local gets/s to empty JAX-RS GETs/s" /s 2 container:local container:empty-get ratio ">= 0.9"
    row "empty JAX-RS GETs/s to the bare servlet" /s 2 container:empty-get container:servlet ratio ">= 0.6"
    row "puts/s with 1,000,000 keys to 10,000" /s 2 growth:put-many growth:put-few ratio ">= 0.9"
    row "puts/s with 5 nodes to 3" /s 2 nodes:put-five nodes:put-three ratio ">= 0.6"
    row "bulk pairs/s, 128 a request, to etcd" pairs/s 2 bulk:hraft-bulk-64 bulk:etcd-bulk-64 ratio ">= 1.0"
    row "kill -9 of the leader to the next write, median, etcd beside it" ms 2 failover:hraft failover:etcd median "<= 1000 ms"
    row "start of three nodes to ready" s 2 start:to-ready "" median ""
    row "start of three nodes to 80 % of their peak" s 2 start:to-80-percent "" median ""
    row "resident memory a node, idle" MB 2 growth-memory:idle "" highest "<= 400 MB"
    row "resident memory a node, 1,000,000 keys of 64 bytes" MB 2 growth-memory:full "" highest "<= 900 MB"
    row "disk a node, after 10,000,000 overwrites of 10,000 keys" MB 2 overwrites:after "" highest "<= 500 MB"
    row "puts/s at 4 times the load to the peak" /s 2 overload:overloaded "overload:$(peak)" ratio ">= 0.9"
    row "longest accepted put meanwhile" ms 2 overload-answers:accepted-max "" highest "<= 3000 ms"
    row "503 meanwhile, p50" ms 2 overload-answers:refused-p50 "" median ""
    row "503 meanwhile, p99" ms 2 overload-answers:refused-p99 "" median ""
    row "elections meanwhile" "" 2 overload-elections:elections "" highest "<= 0"
}

report() {
    local plot
    echo "# Performance"
    echo
    ! cut -f 4 "$out/raw/parts.tsv" | grep -q quick || printf '**Quick: these figures mean nothing.**\n\n'
    echo "\`src/test/bench/race\` on $(cat "$out/raw/machine"). Servers and clients share the machine."
    echo "Medians of all rounds, the lowest to the highest in brackets; for memory and disk the bound is for"
    echo "the largest node."
    echo
    table
    echo
    echo "Requests refused or lost outside of the overload: $(refused)."
    echo
    for plot in throughput latency-put latency-get growth failover start overwrites; do
        [[ ! -e $out/$plot.svg ]] || printf '![%s](%s.svg)\n\n' $plot $plot
    done
    echo "| part | measured | revision | options | took |"
    echo "|---|---|---|---|---|"
    awk -F '\t' 'NR > 1 { print "| " $1 " | " $2 " | " $3 " | " $4 " | " $5 " |" }' "$out/raw/parts.tsv"
}

refused() {
    local file
    for file in peers curves bulk container nodes growth; do
        tail -n +2 "$out/raw/$file.tsv" 2>/dev/null || true
    done | awk -F '\t' '{ sum += $7 } END { print sum + 0 }'
}

# Each plot is a file of gnuplot's; those without their data are left out.
plots() {
    local plot needs
    command -v gnuplot >/dev/null || {
        say "gnuplot is not installed (package gnuplot-nox): no plots"
        return
    }
    while read -r plot needs; do
        [[ -e $out/raw/$needs.tsv ]] || continue
        (cd "$out/raw" && gnuplot "$here/plots/$plot.gp" >"../$plot.svg") || say "no plot $plot"
    done <<END
throughput curves-hraft-put
latency-put curves-hraft-put
latency-get curves-hraft-get
growth growth-fill
failover failover-hraft
start start-seconds
overwrites overwrites-meanwhile
END
}
