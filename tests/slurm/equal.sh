#!/usr/bin/env bash
# Computes an importance table by one process and by a job array of Slurm whose second node is killed in the middle, compares the two row for
# row (candidate, change and fit error, to the last digit) and says how long both took. Exit code 0 where they are equal.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
    cat <<'TEXT'
usage: equal.sh FOLDER PROGRAM MODEL [OPTIONS OF importance]
  FOLDER   is made; it holds tables, job, logs and figures.txt
  PROGRAM  what starts depthcompress, such as artifacts/depthcompress

EQUAL_TASKS (4)       tasks of the array
EQUAL_WHOLE (no)      yes: a second array, none of whose nodes is killed, to tell what the array costs and what the killed node costs
EQUAL_SECONDS (1200)  the longest time of one of the three runs
SLURM_TEST_NODES (2) and SLURM_TEST_TASKS_PER_NODE (2): see cluster.sh; with one processor core for each node say 1 task per node
TEXT
}

[ $# -ge 3 ] || { usage >&2; exit 2; }
folder=$1 program=$2
shift 2
tasks=${EQUAL_TASKS:-4}
longest=${EQUAL_SECONDS:-1200}
mkdir "$folder" || { echo "name a folder that does not exist yet" >&2; exit 2; }
folder=$(cd "$folder" && pwd)
words=("$@")

now() { date +%s.%N; }
minus() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", a - b }'; }
divided() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
said_at() { date -d "$(sed -n 's/.*"at": "\([^"]*\)".*/\1/p' "$1" | head -n 1)" +%s.%N; }
tell() { printf '%s\n' "$*" | tee -a "$folder/figures.txt"; }
fail() { echo "equal: error: $*" >&2; exit 1; }

rows() { # what importance --json printed: a row a line, in order, without times
    awk -F'": ' '/"candidate":/ { candidate = $2 } /"change":/ { change = $2 } /"fitError":/ { error = $2 }
        /"failure":/ { print candidate, change, error, $2; error = "" }' "$1" | sort
}

importance() { # NAME [OPTIONS]: a table of that name
    local name=$1
    shift
    # shellcheck disable=SC2086 # a program may be several words
    exec timeout "$longest" $program importance "${words[@]}" --tables "$folder/$name.db" "$@" --json > "$folder/$name.json" 2> "$folder/$name.log"
}

array() { (importance "$1" --executor slurm --tasks "$tasks" --job "$folder/job-$1" --wait); }

victims() { # JOB-FOLDER: the tasks on the second node that have rows and lack rows
    local task file
    squeue --noheader --array --states=running --nodelist=node2 --format=%K 2> /dev/null | while read -r task; do
        file=$1/shard-$(printf %04d "$task").json
        if grep -q '"state": "running"' "$file" 2> /dev/null && ! grep -q '"done": 0,' "$file"; then echo "$task"; fi
    done
}

overhead() { # JOB-FOLDER BEGAN ENDED: where the time went that no task worked in
    local base submitted last=0 at file
    base=$(stat -c %.9Y "$1/base.db")
    submitted=$(said_at "$1/manifest.json")
    submitted=$(awk -v a="$submitted" -v b="$base" 'BEGIN { printf "%.3f", (a > b ? a : b) }')
    for file in "$1"/shard-*.json; do
        at=$(said_at "$file")
        last=$(awk -v a="$at" -v b="$last" 'BEGIN { printf "%.3f", (a > b ? a : b) }')
    done
    tell "  before the first task: $(minus "$base" "$2") s (the program starts; what rows are compared with is found once)"
    tell "  tasks are at work: $(minus "$last" "$submitted") s, their start and waiting for a node among them"
    tell "  after the last row: $(minus "$3" "$last") s (until it is noticed; rows are merged and shown)"
}

compare() { # NAME: of a table of an array
    rows "$folder/here.json" > "$folder/here.txt"
    rows "$folder/$1.json" > "$folder/$1.txt"
    local all same
    all=$(wc -l < "$folder/here.txt")
    same=$(comm -12 "$folder/here.txt" "$folder/$1.txt" | wc -l)
    [ "$all" -gt 0 ] || fail "there are no rows: see $folder/here.log"
    tell "  rows equal to those of one process: $same of $all"
    cmp -s "$folder/here.txt" "$folder/$1.txt" || fail "the tables differ: diff $folder/here.txt $folder/$1.txt"
}

trap '"$here/cluster.sh" stop "$folder/cluster"' EXIT
eval "$("$here/cluster.sh" start "$folder/cluster")"

began=$(now)
(importance here) || { cat "$folder/here.log" >&2; fail "one process does not find the table"; }
alone=$(minus "$(now)" "$began")
tell "one process: $(rows "$folder/here.json" | wc -l) rows in $alone s"

if [ "${EQUAL_WHOLE:-no}" = yes ]; then
    began=$(now)
    array whole || { cat "$folder/whole.log" >&2; fail "the array does not find the table"; }
    ended=$(now)
    took=$(minus "$ended" "$began")
    tell "an array of $tasks tasks on ${SLURM_TEST_NODES:-2} nodes: $took s, $(divided "$alone" "$took") times as fast as one process"
    overhead "$folder/job-whole" "$began" "$ended"
    compare whole
fi

began=$(now)
array there &
waits=$!
killed='' back=no
while kill -0 $waits 2> /dev/null; do
    if [ -z "$killed" ]; then
        killed=$(victims "$folder/job-there" | tr '\n' ' ' || true)
        if [ -n "$killed" ]; then
            at=$(minus "$(now)" "$began")
            kept=$(sed -n 's/.*"done": \([0-9]*\).*/\1/p' "$folder/job-there/shard-$(printf %04d "${killed%% *}").json")
            "$here/cluster.sh" kill "$folder/cluster" 2
        fi
    elif [ $back = no ] && sinfo --noheader --Node --nodes=node2 --format=%T 2> /dev/null | grep -q down; then
        # Slurm gave the node up and has its tasks run again; like any node it comes back some time.
        "$here/cluster.sh" revive "$folder/cluster" 2
        back=yes
    fi
    sleep 0.2
done
wait $waits || { cat "$folder/there.log" >&2; fail "the array does not find the table"; }
ended=$(now)
[ -n "$killed" ] || fail "no task could be killed: it was over too soon; ask for more rows"
took=$(minus "$ended" "$began")
tell "an array of $tasks tasks on ${SLURM_TEST_NODES:-2} nodes, node2 was killed while it worked: $took s, $(divided "$alone" "$took") times as fast as one process"
tell "  killed with node2: task ${killed% }, after $at s, with $kept rows; tasks were started $(cat "$folder"/job-there/log-*.txt | grep -c ' rows are there') times"
overhead "$folder/job-there" "$began" "$ended"
compare there
echo "equal; the figures are in $folder/figures.txt"
