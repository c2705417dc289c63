#!/usr/bin/env bash
# Restores, builds, tests and publishes DepthCompress. Run './build.sh help' for the verbs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$PWD
deps=$root/.deps
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

ort_version=1.29.0
ort=$deps/onnxruntime-$ort_version
charts=$deps/uplot-1.6.32

say() { printf '%s\n' "build: $*"; }
fail() { printf '%s\n' "build: error: $*" >&2; exit 1; }

usage() {
    cat <<'TEXT'
usage: ./build.sh VERB [ARGUMENTS]

  restore   fetch what is missing into .deps/ and build the bridge to libtorch, which training needs
            (every other verb does it first; the second time there is nothing to do)
  tool      publish the command line; leaves the launcher artifacts/depthcompress
  pack      write the NuGet packages (tool, MSBuild integration, libraries) to artifacts/packages
  demo      make a small network smaller, from nothing but this repository
  test      run every test; ARGUMENTS go to 'dotnet test' (for example --filter Golden)
  slurm     install Slurm (Debian packages, as root) where it is missing, and run the tests that need it
  bench     run the benchmarks; ARGUMENTS go to BenchmarkDotNet (for example --filter '*Solve*')
  format    check the formatting of the sources
  gpu       fetch the CUDA and TensorRT providers of ONNX Runtime (230 MB), which nothing else needs
  clean     remove what was built; 'clean all' also removes .deps/
TEXT
}

need() { # COMMAND WHAT-TO-INSTALL
    command -v "$1" > /dev/null || fail "'$1' is missing: $2"
}

check_sdk() {
    need dotnet "install the .NET 10 SDK (package dotnet-sdk-10.0, or https://dot.net)"
    dotnet --version > /dev/null 2>&1 || fail "the .NET SDK found here is not the one global.json asks for: install the .NET 10 SDK"
}

platform() { # the platform's folder inside the npm package of the native library
    case "$(uname -s)-$(uname -m)" in
        Linux-x86_64) echo linux/x64 ;;
        Linux-aarch64) echo linux/arm64 ;;
        Darwin-arm64) echo darwin/arm64 ;;
        *) fail "no ONNX Runtime library is known for $(uname -s) on $(uname -m): build with -p:OnnxRuntimeSource=nuget" ;;
    esac
}

sha256() {
    if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

fetch_npm() { # NAME VERSION SHA256 FOLDER: lays the package's archive at FOLDER/package.tgz
    need npm "install Node.js with npm (Debian: apt-get install npm), or build with -p:OnnxRuntimeSource=nuget"
    say "fetching $1 $2 ..."
    local file
    file=$(cd "$4" && npm pack "$1@$2" --silent 2> npm.log) || fail "npm could not fetch $1 $2: $(tail -n 1 "$4/npm.log")"
    mv "$4/$file" "$4/package.tgz"
    local got
    got=$(sha256 "$4/package.tgz")
    [ "$got" = "$3" ] || fail "$1 $2 is not what it was: SHA-256 $got, expected $3"
}

# What is fetched from npm and goes into packages: name, version and SHA-256 of the archive.
npm_packages() {
    echo "com.github.asus4.onnxruntime 0.4.9 e59788788818fdde1b2e522e766a21ba0f7d8391de55737abf81e32cc801785d"
    echo "onnxruntime-node $ort_version cfdfb45ec4044b1fdca43e5d2e180fb6817e649ff8ad1e0dfc90e18e51b67037"
}

fetch_locked() { # NAME FOLDER
    local name at digest
    read -r name at digest < <(npm_packages | grep "^$1 ")
    fetch_npm "$name" "$at" "$digest" "$2"
}

restore_ort() {
    [ -e "$ort/complete" ] && return
    local where work
    where=$(platform)
    mkdir -p "$deps"
    work=$(mktemp -d "$deps/.onnxruntime.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$work/result/native"

    fetch_locked com.github.asus4.onnxruntime "$work"
    tar -xzf "$work/package.tgz" -C "$work" package/Runtime package/LICENSE package/ThirdPartyNotices.txt
    find "$work/package" -name '*.meta' -delete
    mv "$work/package/Runtime" "$work/result/managed"
    mv "$work/package/LICENSE" "$work/package/ThirdPartyNotices.txt" "$work/result/"
    rm -rf "$work/package" "$work/package.tgz"

    fetch_locked onnxruntime-node "$work"
    tar -xzf "$work/package.tgz" -C "$work" "package/bin/napi-v6/$where"
    case "$where" in
        linux/*) mv "$work/package/bin/napi-v6/$where/libonnxruntime.so.1" "$work/result/native/libonnxruntime.so" ;;
        darwin/*) mv "$work/package/bin/napi-v6/$where/libonnxruntime.1.dylib" "$work/result/native/libonnxruntime.dylib" ;;
    esac

    touch "$work/result/complete"
    rm -rf "$ort"
    mv "$work/result" "$ort"
    rm -rf "$work"
    trap - EXIT
    say "ONNX Runtime $ort_version is in ${ort#"$root"/}"
}

restore_charts() { # the library that draws charts in reports, which are tables without it
    [ -e "$charts/complete" ] && return
    local work
    mkdir -p "$deps"
    work=$(mktemp -d "$deps/.charts.XXXXXX")
    if (fetch_npm uplot 1.6.32 4b8a8191e425658e3ea8c8c1314b0fc679c861ee3a1af2b20c7b16ba50b5133d "$work") &&
        tar -xzf "$work/package.tgz" -C "$work" --strip-components=1 package/LICENSE package/dist/uPlot.iife.min.js package/dist/uPlot.min.css; then
        rm -rf "$charts"
        mkdir "$charts"
        mv "$work/LICENSE" "$work/dist/uPlot.iife.min.js" "$work/dist/uPlot.min.css" "$charts/"
        touch "$charts/complete"
    else
        say "no charts in reports, their figures will be tables: the npm package uplot could not be had"
    fi
    rm -rf "$work"
}

restore_gpu() {
    [ -e "$ort/native/libonnxruntime_providers_cuda.so" ] && { say "the CUDA and TensorRT providers are there"; return; }
    [ "$(platform)" = linux/x64 ] || fail "the CUDA and TensorRT providers are built for Linux on x86-64 only"
    local work
    work=$(mktemp -d "$deps/.gpu.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    fetch_npm com.github.asus4.onnxruntime.linux-x64-gpu 0.4.9 "$gpu_sha256" "$work"
    tar -xzf "$work/package.tgz" -C "$work"
    find "$work/package" -name 'libonnxruntime_providers_*.so' -exec mv {} "$ort/native/" \;
    rm -rf "$work"
    trap - EXIT
    [ -e "$ort/native/libonnxruntime_providers_cuda.so" ] || fail "the package holds no libonnxruntime_providers_cuda.so"
    say "the CUDA and TensorRT providers are in ${ort#"$root"/}/native; they need CUDA 13 and cuDNN 9 on this machine"
}
gpu_sha256=2b459e0c17f340c92970c10ed86de4f37a3009f93c14053e6ad4334cbb6be412

torch_packages="libtorch-dev libopenblas0-pthread cmake g++"
torch_header=${LIBTORCH:-/usr}/include/torch/csrc/api/include/torch/version.h

have_torch() { # what the bridge to libtorch is built from
    [ -e "$torch_header" ] && command -v cmake > /dev/null && command -v c++ > /dev/null
}

install_torch() { # with Debian's packages, where that is allowed; only 'restore' itself tries a second time
    local log=$deps/torch-packages.log
    [ -z "${LIBTORCH:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || return 1
    [ ! -e "$log" ] || [ "$verb" = restore ] || return 1
    say "installing $torch_packages ..."
    apt_install > "$log" 2>&1 || { apt-get -o Acquire::http::Timeout=20 update && apt_install; } > "$log" 2>&1
}

apt_install() {
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::http::Timeout=20 install -y --no-install-recommends $torch_packages
}

restore_torch() { # the bridge to libtorch, in .deps/torch-bridge; without it everything but training works
    [ "${TorchSharpSource:-system}" = system ] || return 0
    local bridge=$deps/torch-bridge key log work
    mkdir -p "$bridge"
    if ! have_torch && ! { install_torch && have_torch; }; then
        say "no training: it needs libtorch, cmake and a C++ compiler (all the rest does not)."
        say "  Debian: apt-get install --no-install-recommends $torch_packages"
        say "  elsewhere: LIBTORCH=FOLDER-OF-LIBTORCH ./build.sh restore"
        return 0
    fi
    key="${LIBTORCH:-system} $(cat src/TorchSharp/native/* "$torch_header" | cksum)"
    [ "$(cat "$bridge/key" 2> /dev/null)" = "$key" ] && return 0

    log=$bridge/build.log
    work=$(mktemp -d "$deps/.torch-bridge.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    say "building the bridge to libtorch ..."
    if { cmake -S src/TorchSharp/native -B "$work" -D LIBTORCH="${LIBTORCH:-}" && cmake --build "$work"; } > "$log" 2>&1; then
        mv "$work"/libtorch_bridge.* "$bridge/"
        printf '%s' "$key" > "$bridge/key"
        say "the bridge to $(grep -o 'libtorch [0-9.]*' "$log" | head -n 1) is in ${bridge#"$root"/}"
    else
        grep -m 3 -i error "$log" >&2 || true
        say "no training: the bridge to libtorch could not be built (see ${log#"$root"/})"
    fi
    rm -rf "$work"
    trap - EXIT
}

image_packages="libturbojpeg0 libpng16-16"

restore_images() { # the libraries that folders of JPEG and PNG files are decoded with; nothing else needs them
    { command -v ldconfig && [ "$(uname -s)" = Linux ]; } > /dev/null || return 0
    [ "$(ldconfig -p | grep -cE 'libturbojpeg\.so\.0 |libpng16\.so\.16 ')" -ge 2 ] && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        say "installing $image_packages ..."
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::http::Timeout=20 -o Acquire::Retries=1 install -y \
            --no-install-recommends $image_packages > "$deps/image-packages.log" 2>&1 && return 0
    fi
    say "no folders of images: they need $image_packages (Debian: apt-get install $image_packages)"
}

restore_browser() { # what the tests look at reports with; nothing else needs it
    command -v chromium > /dev/null || command -v google-chrome > /dev/null || [ -n "${CHROMIUM:-}" ] && return 0
    local log=$deps/browser-package.log
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null && [ ! -e "$log" ]; then
        say "installing chromium ..."
        DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::http::Timeout=20 -o Acquire::Retries=1 install -y \
            --no-install-recommends chromium > "$log" 2>&1 && return 0
    fi
    say "reports are not looked at in a browser: that takes chromium (Debian: apt-get install chromium)"
}

restore_testdata() { # the models of the ONNX standard with recorded outputs; without them their tests are skipped and say so
    if [ -d /usr/share/libonnx-testdata ] || [ "$(uname -s)" != Linux ] || [ -n "${DEPTHCOMPRESS_CONFORMANCE:-}" ]; then return 0; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        say "installing libonnx-testdata ..."
        DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::http::Timeout=20 -o Acquire::Retries=1 install -y \
            --no-install-recommends libonnx-testdata > "$deps/testdata-packages.log" 2>&1 && return 0
    fi
    say "no conformance tests: they need libonnx-testdata (Debian: apt-get install libonnx-testdata)"
}

restore() {
    check_sdk
    restore_ort
    restore_charts
    restore_torch
    restore_images
}

publish() {
    restore
    if [ -x artifacts/depthcompress ] && [ -z "$(newer_than artifacts/depthcompress)" ]; then
        say "artifacts/depthcompress is up to date"
        return
    fi

    local log
    log=$(mktemp)
    rm -rf artifacts/tool
    say "publishing the tool, compiled ahead of time ..."
    if ! publish_tool -p:AheadOfTime=true > "$log" 2>&1; then
        grep -E 'error' "$log" | sort -u | head -n 5 >&2 || true
        say "that did not work; publishing it without (it will start more slowly) ..."
        rm -rf artifacts/tool
        publish_tool -p:RestoreLockedMode=true
    fi
    rm -f "$log"
    cat > artifacts/depthcompress.new <<'TEXT'
#!/bin/sh
# Starts the published tool, from any folder and through symbolic links.
self=$(readlink -f "$0")
exec dotnet "$(dirname "$self")/tool/depthcompress.dll" "$@"
TEXT
    chmod +x artifacts/depthcompress.new
    mv artifacts/depthcompress.new artifacts/depthcompress
}

publish_tool() {
    dotnet publish src/Tool/Tool.csproj --configuration Release --output artifacts/tool --verbosity quiet -nodeReuse:false "$@"
}

sbom() { # PACKAGE LOCK-FILE FOLDER [native]: what a package is made of, as CycloneDX, from what is locked and what is fetched
    local version
    version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props | head -n 1)
    mkdir -p "$3"
    {
        printf '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.6",\n  "version": 1,\n  "metadata": {\n    "component": { "type": "application", '
        printf '"bom-ref": "%s", "name": "%s", "version": "%s", "purl": "pkg:nuget/%s@%s", ' "$1" "$1" "$version" "$1" "$version"
        printf '"licenses": [ { "license": { "id": "MIT" } } ] }\n  },\n  "components": ['
        awk '
            /^      "[^"]+": [{]/ { split($0, part, "\""); name = part[2] }
            /^        "resolved":/ { split($0, part, "\""); version = part[4] }
            /^        "contentHash":/ {
                split($0, part, "\"")
                printf "%s\n    { \"type\": \"library\", \"bom-ref\": \"pkg:nuget/%s@%s\", \"name\": \"%s\", \"version\": \"%s\", \"purl\": \"pkg:nuget/%s@%s\", ",
                    seen++ ? "," : "", name, version, name, version, name, version
                printf "\"properties\": [ { \"name\": \"nuget:contentHash\", \"value\": \"%s\" } ] }", part[4]
            }' "$2"
        [ "${4:-}" != native ] || npm_packages | while read -r name at digest; do
            printf ',\n    { "type": "library", "bom-ref": "pkg:npm/%s@%s", "name": "%s", "version": "%s", "purl": "pkg:npm/%s@%s", ' \
                "$name" "$at" "$name" "$at" "$name" "$at"
            printf '"hashes": [ { "alg": "SHA-256", "content": "%s" } ] }' "$digest"
        done
        printf '\n  ]\n}\n'
    } > "$3/$1.cdx.json"
}

pack() { # in a folder of its own: a package holds other files than a build of the checkout
    restore
    local out=artifacts/packages
    if [ -e "$out/complete" ] && [ -z "$(newer_than "$out/complete")" ]; then
        say "$out is up to date"
        return
    fi

    say "packing ..."
    rm -rf "$out"
    local bills=$root/artifacts/packing/sbom
    sbom DepthCompress.Tool src/Tool/packages.lock.json "$bills" native
    sbom DepthCompress.MSBuild src/Tool/packages.lock.json "$bills" native
    sbom DepthCompress src/Library/packages.lock.json "$bills" native
    sbom DepthCompress.Training src/Training/packages.lock.json "$bills" native
    dotnet pack src/Tool/Tool.csproj --configuration Release --artifacts-path artifacts/packing --output "$out" -p:AsPackage=true \
        -p:BillFolder="$bills/" \
        --verbosity quiet -nodeReuse:false || return 1
    dotnet pack src/MSBuild/MSBuild.csproj --configuration Release --artifacts-path artifacts/packing --output "$out" -p:BillFolder="$bills/" \
        -p:ToolFolder="$(echo "$root"/artifacts/packing/publish/Tool/release_*)" --verbosity quiet -nodeReuse:false || return 1
    local library
    for library in Library Training; do
        dotnet pack "src/$library/$library.csproj" --configuration Release --artifacts-path artifacts/packing --output "$out" -p:AsPackage=true \
            -p:AsLibrary=true -p:BillFolder="$bills/" --verbosity quiet -nodeReuse:false || return 1
    done
    touch "$out/complete"
    find "$out" -name '*.nupkg' | sort | while IFS= read -r file; do say "$file"; done
}

demo() { # a model that is bundled, where there is one; else the tool makes a network
    local bundled=models/resnet20-shapes10.onnx
    case " $* " in
        *" --model "*) ;;
        *) if [ -e "$bundled" ]; then set -- --model "$bundled" "$@"; fi ;;
    esac
    exec artifacts/depthcompress demo "$@"
}

newer_than() { # FILE: a source that changed since it was made
    find src Directory.Build.props Directory.Packages.props global.json build.sh \
        \( -name bin -o -name obj \) -prune -o -newer "$1" -print | head -n 1
}

run_tests() {
    restore_browser
    restore_testdata
    pack || say "the tests of packages are skipped"
    say "building ..."
    dotnet build DepthCompress.sln --configuration Release -p:RestoreLockedMode=true --verbosity quiet -nodeReuse:false
    local results=$root/artifacts/tests status=0
    rm -rf "$results"
    say "testing ..."
    dotnet test DepthCompress.sln --configuration Release --no-build --verbosity quiet -nodeReuse:false -m:1 \
        --results-directory "$results" --logger trx --logger 'console;verbosity=minimal' "$@" || status=$?
    summarize "$results" "$status"
}

summarize() { # RESULTS STATUS: adds up the counters of every project's result file
    local passed=0 failed=0 skipped=0 file counters total executed ok
    while IFS= read -r file; do
        counters=$(grep -o '<Counters [^>]*>' "$file" | head -n 1)
        total=$(counter total "$counters")
        executed=$(counter executed "$counters")
        ok=$(counter passed "$counters")
        passed=$((passed + ok))
        failed=$((failed + executed - ok))
        skipped=$((skipped + total - executed))
    done < <(find "$1" -name '*.trx' 2> /dev/null)

    if [ $((passed + failed)) -eq 0 ]; then
        fail "no test ran"
    fi
    # A project that died leaves fewer results, or none: its exit status still counts.
    if [ "$2" -ne 0 ] && [ "$failed" -eq 0 ]; then
        echo "build: error: 'dotnet test' exited with $2 although no result says failed: a test process may have died" >&2
        failed=1
    fi
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
}

counter() { # NAME COUNTERS
    local value=${2#* "$1"=\"}
    echo "${value%%\"*}"
}

install_slurm() {
    [ -z "$(tests/slurm/cluster.sh why)" ] && return
    local log=$deps/slurm-packages.log
    command -v apt-get > /dev/null && [ "$(id -u)" = 0 ] || fail "$(tests/slurm/cluster.sh why)"
    say "installing slurm-wlm and munge ..."
    DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::http::Timeout=20 install -y --no-install-recommends slurm-wlm munge > "$log" 2>&1 \
        || fail "Slurm could not be installed: $(tail -n 1 "$log")"
}

slurm_training() { # importance by training, in tasks that run out of time and on a node that is killed
    rm -rf artifacts/slurm
    tests/slurm/equal.sh artifacts/slurm artifacts/depthcompress models/resnet20-shapes10.onnx --data "synthetic:shapes10?size=32&count=1200" --preprocess in \
        --method layer-only --importance finetune --metric accuracy --importance-threads 1 --importance-steps 20 --importance-batch 32 \
        --calibration-count 40 --selection-count 40 --task-time 0:01:00
}

verb=${1:-help}
[ $# -gt 0 ] && shift
case "$verb" in
    restore) restore; say "everything is there" ;;
    tool) publish ;;
    pack) pack || fail "packing failed" ;;
    demo) publish; demo "$@" ;;
    test) run_tests "$@" ;;
    slurm) restore; install_slurm; run_tests --filter FullyQualifiedName~SlurmCluster; publish; slurm_training ;;
    bench) restore; exec dotnet run --project benchmarks/Benchmarks.csproj --configuration Release -- "$@" ;;
    format) check_sdk; exec dotnet format DepthCompress.sln --verify-no-changes --exclude .deps "$@" ;;
    gpu) restore; restore_gpu ;;
    clean)
        rm -rf artifacts
        find src tests benchmarks -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
        if [ "${1:-}" = all ]; then rm -rf "$deps"; fi
        say "clean" ;;
    help | -h | --help) usage ;;
    *) usage >&2; fail "there is no verb '$verb'" ;;
esac
