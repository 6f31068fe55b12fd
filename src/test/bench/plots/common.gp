# For all plots: one look, readable on a light page. Blue is hraft, orange is etcd.
set terminal svg size 800,480 background "white" font "sans-serif,14"
set datafile separator "\t"
set grid lt 1 lw 0.5 lc rgb "#cccccc"
set border 3
set tics nomirror
set key outside top center horizontal
blue = "#1f5fa8"
orange = "#d9701a"
