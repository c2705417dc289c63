#!/bin/sh
# Stands in for kubectl: notes its words beside the link it is called by, and knows a job of three tasks of which one is done and one failed.
echo "$*" >> "$(dirname "$0")/calls.txt"
case "$*" in *" get "*) echo "0|2|1|" ;; esac
