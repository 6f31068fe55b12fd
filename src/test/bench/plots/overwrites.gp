load ARG0[:strlen(ARG0)-strlen("overwrites.gp")] . "common.gp"
set xlabel "overwrites of 10,000 keys, in millions"
set ylabel "MB on disk, of the largest node"
set xrange [0:*]
set yrange [0:*]
plot "overwrites-meanwhile.tsv" skip 1 using ($1/1e6):2 with linespoints lw 2 pt 7 lc rgb blue title "hraft"
