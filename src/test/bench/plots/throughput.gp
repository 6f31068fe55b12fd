load ARG0[:strlen(ARG0)-strlen("throughput.gp")] . "common.gp"
set xlabel "connections"
set ylabel "requests a second"
set logscale x 2
set yrange [0:*]
plot "curves-hraft-put.tsv" skip 1 using 1:2 with linespoints lw 2 pt 7 lc rgb blue title "hraft puts", \
     "curves-hraft-get.tsv" skip 1 using 1:2 with linespoints lw 2 pt 6 dt 2 lc rgb blue title "hraft gets", \
     "curves-etcd-put.tsv" skip 1 using 1:2 with linespoints lw 2 pt 7 lc rgb orange title "etcd puts", \
     "curves-etcd-get.tsv" skip 1 using 1:2 with linespoints lw 2 pt 6 dt 2 lc rgb orange title "etcd gets"
