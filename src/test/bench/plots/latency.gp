# For latency-put.gp and latency-get.gp, which set what.
set xlabel "connections"
set ylabel "milliseconds since a " . what . " was due"
set logscale x 2
set logscale y
plot for [i = 1:3] "curves-hraft-" . what . ".tsv" skip 1 using 1:i+2 with linespoints lw 2 pt 5+i dt i \
         lc rgb blue title "hraft " . word("p50 p99 p99.9", i), \
     for [i = 1:3] "curves-etcd-" . what . ".tsv" skip 1 using 1:i+2 with linespoints lw 2 pt 5+i dt i \
         lc rgb orange title "etcd " . word("p50 p99 p99.9", i)
