load ARG0[:strlen(ARG0)-strlen("start.gp")] . "common.gp"
set xlabel "seconds since the start of three nodes"
set ylabel "puts a second, 64 connections"
set xrange [0:*]
set yrange [0:*]
stats "start-seconds.tsv" skip 1 using 1 nooutput
plot for [run = 1:int(STATS_max)] "start-seconds.tsv" skip 1 using ($1 == run ? $2 : NaN):3 \
         with lines lw 2 lc run title "start " . run
