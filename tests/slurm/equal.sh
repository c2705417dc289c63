#!/usr/bin/env bash
# Computes an importance table twice, by one process and by a job array of Slurm whose second node is killed in the middle, and compares the two
# row for row: candidate, change and fit error, to the last digit. Exit code 0 where they are equal.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

[ $# -ge 3 ] || { echo "usage: equal.sh FOLDER PROGRAM MODEL [OPTIONS OF importance]: FOLDER is made, and holds tables, job and logs" >&2; exit 2; }
folder=$1 program=$2
shift 2
mkdir "$folder"
folder=$(cd "$folder" && pwd)
tasks=${EQUAL_TASKS:-4}

rows() { # what importance --json printed: a row a line, in order, without times
    awk -F'": ' '/"candidate":/ { candidate = $2 } /"change":/ { change = $2 } /"fitError":/ { error = $2 }
        /"failure":/ { print candidate, change, error, $2; error = "" }' "$1" | sort
}

trap '"$here/cluster.sh" stop "$folder/cluster"' EXIT
eval "$("$here/cluster.sh" start "$folder/cluster")"

echo "one process ..."
$program importance "$@" --tables "$folder/here.db" --json > "$folder/here.json" 2> "$folder/here.log"

echo "an array of $tasks tasks ..."
$program importance "$@" --tables "$folder/there.db" --executor slurm --tasks "$tasks" --job "$folder/job" --wait --json > "$folder/there.json" 2> "$folder/there.log" &
waits=$!
killed=no
while kill -0 $waits 2> /dev/null; do
    # The second node dies once a task on it has a row, and is not done.
    if [ $killed = no ] && squeue --noheader --array --states=running --nodelist=node2 --format=%K 2> /dev/null \
        | while read -r task; do grep -l '"state": "running"' "$folder/job/shard-$(printf %04d "$task").json" 2> /dev/null; done \
        | xargs -r grep -L '"done": 0,' | grep -q .; then
        "$here/cluster.sh" kill "$folder/cluster" 2
        killed=yes
        echo "node2 was killed while $(cat "$folder"/job/shard-*.json | grep -c '"state": "running"') tasks ran on both"
    fi
    sleep 0.2
done
wait $waits || { cat "$folder/there.log" >&2; exit 1; }
[ $killed = yes ] || { echo "no task could be killed: it was over too soon" >&2; exit 1; }

rows "$folder/here.json" > "$folder/here.txt"
rows "$folder/there.json" > "$folder/there.txt"
[ -s "$folder/here.txt" ] || { echo "no rows" >&2; exit 1; }
if cmp "$folder/here.txt" "$folder/there.txt"; then
    echo "equal: $(wc -l < "$folder/here.txt") rows; tasks were started $(cat "$folder"/job/log-*.txt | grep -c ' rows are there') times"
else
    echo "different: $(diff "$folder/here.txt" "$folder/there.txt" | grep -c '^<') of $(wc -l < "$folder/here.txt") rows"
    exit 1
fi
