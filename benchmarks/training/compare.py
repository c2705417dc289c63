"""Compares the time of a training step with PyTorch's, in alternating runs.

usage: compare.py [NETWORK ...] [--rounds N] [--steps N] [--threads N]

Needs artifacts/depthcompress (./build.sh tool) and a Python with torch of the same libtorch (Debian: python3-torch). Both sides train the
same network on batches of 128 with SGD, Nesterov momentum and weight decay. The first ten steps count on neither side: ours are those of
a second, shorter run. PyTorch is timed in both memory layouts, with its batch ready in memory; our steps include making and augmenting images.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
TOOL = HERE.parent.parent / "artifacts" / "depthcompress"


WARM_UP = 10


def ours(network, options, folder):
    model = folder / f"{network}.onnx"
    if not model.exists():
        subprocess.run([TOOL, "zoo", network, "-o", model], check=True, capture_output=True)
    short, long = (train(model, steps, options, folder) for steps in (WARM_UP, WARM_UP + options.steps))
    return tuple((long[key] - short[key]) / options.steps for key in ("seconds", "waitedSeconds"))


def train(model, steps, options, folder):
    run = subprocess.run(
        [TOOL, "train", model, "--data", "synthetic:shapes10?count=4000", "--preprocess", "unit", "--steps", str(steps), "--lr", "0.05",
         "--validation-count", "0", "--train-threads", str(options.threads), "-o", folder / "trained.onnx", "--force", "--json", "--tables", folder / "tables.db"],
        check=True, capture_output=True, text=True, cwd=folder)
    return json.loads(run.stdout)["training"]


def pytorch(network, options, *layout):
    run = subprocess.run(
        [sys.executable, HERE / "pytorch_step.py", network, "128", str(WARM_UP + options.steps), str(options.threads), *layout],
        check=True, capture_output=True, text=True)
    return statistics.mean(json.loads(run.stdout)["seconds"][WARM_UP:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("networks", nargs="*", default=["resnet20", "mobilenetv2-cifar"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    for network in options.networks:
        rows = []
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(options.rounds):
                step, waited = ours(network, options, pathlib.Path(folder))
                rows.append((step, waited, pytorch(network, options), pytorch(network, options, "channels_last")))
        step, waited, plain, last = (statistics.median(column) for column in zip(*rows))
        print(f"{network}: {step * 1000:.1f} ms a step, {waited * 1000:.2f} of them waited for images; PyTorch {plain * 1000:.1f} ms, "
              f"channels_last {last * 1000:.1f} ms; {step / plain:.3f} and {step / last:.3f} times its time", flush=True)


main()
