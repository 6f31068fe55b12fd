load ARG0[:strlen(ARG0)-strlen("latency-put.gp")] . "common.gp"
what = "put"
load ARG0[:strlen(ARG0)-strlen("latency-put.gp")] . "latency.gp"
