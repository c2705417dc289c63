#!/usr/bin/env bash
# A Slurm of one machine: a controller and several node daemons on loopback, in a folder of its own. It leaves /etc alone.
set -euo pipefail

nodes=${SLURM_TEST_NODES:-2}
per_node=${SLURM_TEST_TASKS_PER_NODE:-2}
port=${SLURM_TEST_PORT:-17817}

fail() { printf '%s\n' "cluster: error: $*" >&2; exit 1; }

usage() {
    cat <<'TEXT'
usage: cluster.sh start FOLDER    starts munge, a controller and node daemons; prints the variables that clients need
       cluster.sh stop FOLDER     stops what lies there
       cluster.sh kill FOLDER N   kills the daemon of node N and what runs on it, without a word
       cluster.sh revive FOLDER N starts it again
       cluster.sh why             says what is missing here, and nothing where nothing is

SLURM_TEST_NODES (2), SLURM_TEST_TASKS_PER_NODE (2) and SLURM_TEST_PORT (17817) say how large it is and where.
Debian: apt-get install --no-install-recommends slurm-wlm munge
TEXT
}

why() {
    local program
    for program in munged slurmctld slurmd sbatch squeue scancel; do
        PATH=$PATH:/usr/sbin command -v "$program" > /dev/null || { echo "'$program' is missing (Debian: slurm-wlm, munge)"; return; }
    done
    [ "$(id -u)" = 0 ] || echo "node daemons on one machine are started as root here"
}

configuration() { # FOLDER
    local folder=$1 host i
    host=$(hostname -s)
    cat <<TEXT
ClusterName=depthcompress
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket,cred_expire=10
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$folder/jobs.txt
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2,batch_sched_delay=0,requeue_delay=0
SlurmdTimeout=10
SlurmctldTimeout=10
KillWait=3
MinJobAge=300
ReturnToService=2
JobRequeue=1
TEXT
    for ((i = 1; i <= nodes; i++)); do
        echo "NodeName=node$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + i)) CPUs=$per_node State=UNKNOWN"
    done
    echo "PartitionName=short Nodes=ALL Default=YES MaxTime=60 State=UP"
}

start_node() { # FOLDER N
    mkdir -p "$1/spool.node$2"
    SLURM_CONF=$1/slurm.conf /usr/sbin/slurmd -N "node$2" -f "$1/slurm.conf"
}

start() {
    local folder=$1 missing i
    missing=$(why)
    [ -z "$missing" ] || fail "$missing"
    [ ! -e "$folder/slurm.conf" ] || fail "there is a cluster in '$folder': stop it first"
    mkdir -p "$folder/munge" "$folder/state"
    folder=$(cd "$folder" && pwd)
    chmod 711 "$folder" "$folder/munge"
    (umask 077; head -c 1024 /dev/urandom > "$folder/munge/key")
    /usr/sbin/munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" \
        --log-file="$folder/munge/log" --seed-file="$folder/munge/seed"
    configuration "$folder" > "$folder/slurm.conf"
    SLURM_CONF=$folder/slurm.conf /usr/sbin/slurmctld -f "$folder/slurm.conf"
    for ((i = 1; i <= nodes; i++)); do start_node "$folder" "$i"; done
    export SLURM_CONF=$folder/slurm.conf
    for ((i = 0; i < 60; i++)); do
        [ "$(sinfo --noheader --Node --states=idle --format=%N 2> /dev/null | sort -u | wc -l)" = "$nodes" ] && { echo "export SLURM_CONF=$folder/slurm.conf"; return; }
        sleep 0.5
    done
    stop "$folder"
    fail "the nodes do not come up: see the logs in '$folder'"
}

end() { # FILE-OF-PID: asks, and waits for the end
    local pid i
    [ -s "$1" ] || return 0
    pid=$(cat "$1")
    kill -TERM "$pid" 2> /dev/null || true
    for ((i = 0; i < 100; i++)); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
    rm -f "$1"
}

kill_node() { # FOLDER N: the daemon, its step daemons, and their processes
    local daemon step pid
    daemon=$(cat "$1/slurmd.node$2.pid")
    kill -STOP "$daemon" 2> /dev/null || true
    for step in $(steps "$1" "$2"); do
        for pid in $(tree "$step"); do kill -KILL "$pid" 2> /dev/null || true; done
    done
    kill -KILL "$daemon" 2> /dev/null || true
    rm -f "$1/slurmd.node$2.pid"
}

steps() { # FOLDER N: the step daemons of a node hold the sockets that lie in its spool folder
    local socket name
    for socket in "$1/spool.node$2"/node"$2"_*; do
        [ -e "$socket" ] || continue
        name=${socket##*_}
        pgrep -f "^slurmstepd: \[${name%%.*}\." || true
    done
}

tree() { # PID: it and all below
    local child
    for child in $(pgrep -P "$1" || true); do tree "$child"; done
    echo "$1"
}

stop() {
    local folder=$1 file
    folder=$(cd "$folder" 2> /dev/null && pwd) || return 0
    if [ -e "$folder/slurmctld.pid" ]; then
        SLURM_CONF=$folder/slurm.conf timeout 10 scancel --user="$(id -un)" 2> /dev/null || true
        sleep 1
    fi
    for file in "$folder"/slurmd.*.pid; do [ ! -e "$file" ] || end "$file"; done
    end "$folder/slurmctld.pid"
    end "$folder/munge/pid"
    rm -f "$folder/slurm.conf"
}

case ${1:-help} in
    start) start "${2:?}" ;;
    stop) stop "${2:?}" ;;
    kill) kill_node "${2:?}" "${3:?}" ;;
    revive) start_node "${2:?}" "${3:?}" ;;
    why) why ;;
    *) usage ;;
esac
