# shellcheck shell=bash
# Part container: what is left of the container's own speed. The same server serves keys, a JAX-RS
# resource whose methods are empty, and an empty servlet.
# shellcheck disable=SC2154 # variables without a value here are set by race

# REPLY: a folder with the launcher and a server that has them.
home_of_empty() {
    local target=$work/empty/target classes=$work/empty/war/WEB-INF/classes war=MICRO-INF/deploy/ROOT.war
    mkdir -p "$target" "$classes"
    # Without a pom.xml beside it, the launcher takes the jar that is there.
    cp "$root/hraft" "$work/empty/"
    cp "$root/target/hraft.jar" "$target/"
    ln -s "$root/target/payara" "$target/payara"
    # The servlet with the name and the content of another application. Where its name is that of one
    # and its content that of the other, Jersey serves now this one and now that one.
    sed "s/\"org.hraft.server.RestApplication\"/\"EmptyApplication\"/" \
        "$root/src/main/java/org/hraft/server/RestServlet.java" >"$work/empty/RestServlet.java"
    javac -d "$classes" -proc:none -cp "$root/target/classes:$root/target/payara/runtime/*" \
        "$here"/empty/*.java "$work/empty/RestServlet.java"
    (
        cd "$work/empty" || exit
        jar xf target/hraft.jar $war
        jar uf $war -C war .
        jar uf target/hraft.jar $war
    )
    REPLY=$work/empty
}

part_container() {
    local round request node
    begin_laps container
    home_of_empty
    start_cluster contained hraft 3 "$REPLY"
    leader contained; node=${url[contained$REPLY]}
    # Refusals are fast: they must not be taken for the container's speed.
    for request in empty servlet; do
        curl -sf -m 5 -o /dev/null "$node/$request" || fail "$node/$request is not served"
    done
    fill "$node" 1 10000
    for request in put empty-post local empty-get servlet; do warm hraft "$node" $request; done
    for ((round = 1; round <= rounds; round++)); do
        say "round $round of $rounds"
        for request in put empty-post local empty-get servlet; do
            lap $request hraft "$node" $request 64
        done
    done
    stop_cluster contained
    rm -rf -- "$work/empty"
}
