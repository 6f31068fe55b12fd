# Sourced by compose-check: a Docker engine and a base image for machines that have neither. The
# caller has set $work, a temporary directory of its own, and has the function skip.
# shellcheck shell=bash disable=SC2154,SC2034

engine=     # the process id of the engine that we started
base_made=  # the base image, if we made it
network=    # what iptables and the kernel said before, if nothing of Docker's was there

# An engine that answers is used; else one is started, with everything of it in $work.
need_engine() {
    if docker version >/dev/null 2>&1; then
        return
    fi
    command -v dockerd >/dev/null || skip "no Docker engine answers, and dockerd is not installed"
    [[ $(id -u) == 0 ]] || skip "no Docker engine answers, and only root can start one"
    # Two engines would share the bridge and flush each other's rules.
    ! pgrep -x dockerd >/dev/null 2>&1 || skip "a Docker engine runs, but does not answer"
    if [[ ! -e /sys/class/net/docker0 ]] && ! iptables-save 2>/dev/null | grep -qi docker; then
        network="$(iptables -S FORWARD 2>/dev/null | head -n 1 || true)"
        network="${network:--P FORWARD ACCEPT} $(</proc/sys/net/ipv4/ip_forward)"
    fi
    # The empty configuration: the machine's own may contradict these options.
    echo '{}' >"$work/daemon.json"
    export DOCKER_HOST=unix://$work/docker.sock
    unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH
    setsid dockerd --config-file "$work/daemon.json" --data-root "$work/data" \
        --exec-root "$work/exec" --pidfile "$work/dockerd.pid" --host "$DOCKER_HOST" \
        </dev/null >"$work/dockerd.log" 2>&1 &
    engine=$!
    for ((i = 0; i < 120; i++)); do
        if docker version >/dev/null 2>&1; then
            return
        fi
        kill -0 "$engine" 2>/dev/null || break
        sleep 0.5
    done
    skip "dockerd does not start: $(tail -n 1 "$work/dockerd.log")"
}

# Ends the engine and what it leaves behind: mounts, the bridge, the rules.
stop_engine() {
    [[ $engine ]] || return 0
    kill -TERM "$engine" 2>/dev/null
    for ((i = 0; i < 40; i++)); do
        kill -0 "$engine" 2>/dev/null || break
        sleep 0.5
    done
    kill -KILL "$engine" 2>/dev/null
    wait "$engine" 2>/dev/null
    engine=
    awk -v top="$work/" 'index($2, top) == 1 { print $2 }' /proc/mounts | sort -r |
        xargs -r umount --lazy
    if [[ $network ]]; then
        ip link delete docker0 2>/dev/null
        iptables-save 2>/dev/null | grep -vi docker | iptables-restore
        # shellcheck disable=SC2086 # "-P FORWARD policy", and the kernel's flag behind it
        iptables ${network% *}
        echo "${network##* }" >/proc/sys/net/ipv4/ip_forward
    fi
}

# need_base IMAGE: Debian's own small image is debootstrap's minimum without documentation. Made
# here it also trusts the certificates that this machine's administrator added, because downloads
# may pass a proxy which needs them. A finished one is kept in HRAFT_BASE_CACHE if that is set.
need_base() {
    local image=$1 suite root=$work/base tar cache=${HRAFT_BASE_CACHE:-}
    if docker image inspect "$image" >/dev/null 2>&1; then
        return
    fi
    suite=${image#debian:} suite=${suite%-slim}
    tar=${cache:-$work}/debian-$suite.tar
    if [[ ! -f $tar ]]; then
        if ! command -v debootstrap >/dev/null || [[ $(id -u) != 0 ]]; then
            # Our own engine is for machines without Docker; another one may pull the image.
            [[ ! $engine ]] || skip "there is no image $image, and debootstrap is not installed"
            return
        fi
        make_base "$suite" "$root" || skip "debootstrap failed: $(tail -n 1 "$work/base.log")"
        tar -C "$root" -cf "$tar.$$" .
        mv "$tar.$$" "$tar"
        rm -rf "$root"
    fi
    docker import "$tar" "$image" >/dev/null
    base_made=$image
}

make_base() {
    local suite=$1 root=$2 mirror
    # shellcheck disable=SC2016 # apt expands it
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' \
        "Codename: $suite" 'Component: main' 2>/dev/null | sed -n 1p) || mirror=
    # Without a mirror from apt, debootstrap knows one.
    debootstrap --variant=minbase "$suite" "$root" ${mirror:+"$mirror"} >"$work/base.log" 2>&1 ||
        return 1
    for path in doc info locale man; do
        rm -rf "${root:?}/usr/share/$path"
        echo "path-exclude /usr/share/$path/*"
    done >"$root/etc/dpkg/dpkg.cfg.d/docker"
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
    mkdir -p "$root/usr/local/share/ca-certificates"
    find /usr/local/share/ca-certificates -name '*.crt' \
        -exec cp {} "$root/usr/local/share/ca-certificates/" \; 2>/dev/null || true
}
