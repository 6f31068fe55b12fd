load ARG0[:strlen(ARG0)-strlen("growth.gp")] . "common.gp"
set xlabel "keys of 64 bytes, in thousands"
set ylabel "puts a second"
set y2label "MB resident, of the largest node"
set border 11
set y2tics
set yrange [0:*]
set y2range [0:*]
plot "growth-fill.tsv" skip 1 using ($1/1000):2 with linespoints lw 2 pt 7 lc rgb blue title "puts", \
     "growth-fill.tsv" skip 1 using ($1/1000):3 axes x1y2 with linespoints lw 2 pt 6 lc rgb "#555555" title "memory"
