#!/bin/sh
# Stands in for sbatch, squeue, sacct, scontrol and scancel, by whose names it is linked: tasks of an array run as processes of this machine.
# What it knows lies beside these links: the words of every call, and for each job and task a file with its state. Files of these names tell
# it what to do: refuse, hold, fail.N, busy, forget, limit, deaf.
set -u
state=$(cd "$(dirname "$0")" && pwd)
here=$(basename "$0")
echo "$here $*" >> "$state/calls.txt"

numbers() { # 1-3,5 as one number a line
    echo "$1" | tr ',' '\n' | while IFS=- read -r first last; do seq "$first" "${last:-$first}"; done
}

states() { # BEFORE-THE-TASK: a task a line
    for word in $words; do case $word in --jobs=*) job=${word#--jobs=} ;; esac; done
    for file in "$state/$job".*; do
        case $file in *.pid) continue ;; esac
        if [ -e "$file" ]; then echo "$1${file##*.}|$(cat "$file")"; fi
    done
}

words=$*
case $here in
sbatch)
    if [ -e "$state/refuse" ]; then cat "$state/refuse" >&2; exit 1; fi
    job=$(($(cat "$state/last" 2> /dev/null || echo 100) + 1))
    echo "$job" > "$state/last"
    for word in "$@"; do
        case $word in
            --array=*) array=${word#--array=} ;;
            --chdir=*) cd "${word#--chdir=}" || exit 1 ;;
        esac
        script=$word
    done
    for task in $(numbers "$array"); do
        echo RUNNING > "$state/$job.$task"
        (
            if [ -e "$state/fail.$task" ]; then # this task ends as told, once
                word=$(cat "$state/fail.$task"); rm "$state/fail.$task"
                echo "the machine says: $word" >> "log-$task.txt"
                echo "$word" > "$state/$job.$task"
                exit
            fi
            if [ -e "$state/hold" ]; then sleep 60 & echo $! > "$state/$job.$task.pid"; wait; exit; fi
            SLURM_ARRAY_TASK_ID=$task sh "$script" >> "log-$task.txt" 2>&1
            if [ $? = 0 ]; then echo COMPLETED > "$state/$job.$task"; else echo FAILED > "$state/$job.$task"; fi
        ) > /dev/null 2>&1 < /dev/null &
    done
    echo "$job"
    ;;
squeue)
    if [ "$(cat "$state/busy" 2> /dev/null || echo 0)" -gt 0 ]; then # so many calls are not answered
        echo $(($(cat "$state/busy") - 1)) > "$state/busy"
        echo "slurm_load_jobs error: Unable to contact slurm controller (connect failure)" >&2
        exit 1
    fi
    found=$(states "")
    if [ -e "$state/forget" ] || [ -z "$found" ]; then echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1; fi
    echo "$found"
    ;;
sacct)
    if [ ! -e "$state/forget" ]; then echo "Slurm accounting storage is disabled" >&2; exit 1; fi
    for word in $words; do case $word in --jobs=*) number=${word#--jobs=} ;; esac; done
    states "${number}_" | sed 's/CANCELLED$/CANCELLED by 1000/'
    ;;
scontrol)
    printf 'Configuration data as of 2024-01-01T00:00:00\nMaxArraySize            = %s\nMaxJobCount             = 10000\n' "$(cat "$state/limit" 2> /dev/null || echo 1001)"
    ;;
scancel)
    if [ -e "$state/deaf" ]; then echo "scancel: error: Kill job error on job id $1: Access/permission denied" >&2; exit 1; fi
    for file in "$state/$1".*; do
        case $file in
            *.pid) kill "$(cat "$file")" ;;
            *) echo CANCELLED > "$file" ;;
        esac
    done
    ;;
esac
