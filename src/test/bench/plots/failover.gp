load ARG0[:strlen(ARG0)-strlen("failover.gp")] . "common.gp"
set xlabel "seconds since kill -9 of the leader"
set ylabel "accepted writes a second, in steps of 50 ms"
set yrange [0:*]
set arrow from 0, graph 0 to 0, graph 1 nohead lc rgb "#555555" dt 2
hraft = "failover-hraft.tsv"
etcd = "failover-etcd.tsv"
if (system("test -e " . etcd . " && echo yes") eq "yes") {
    plot hraft skip 1 using ($1/1000):($2*20) with steps lw 2 lc rgb blue title "hraft", \
         etcd skip 1 using ($1/1000):($2*20) with steps lw 2 lc rgb orange title "etcd"
} else {
    plot hraft skip 1 using ($1/1000):($2*20) with steps lw 2 lc rgb blue title "hraft"
}
