load ARG0[:strlen(ARG0)-strlen("latency-get.gp")] . "common.gp"
what = "get"
load ARG0[:strlen(ARG0)-strlen("latency-get.gp")] . "latency.gp"
