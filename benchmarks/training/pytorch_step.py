"""Times training steps of a network written in PyTorch, for comparison with `depthcompress train`.

usage: pytorch_step.py NETWORK BATCH STEPS THREADS [channels_last]

Prints one JSON object: the seconds of every step. The batch lies ready in memory, so that nothing but
forward, loss, backward and update is timed.
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional


def conv_norm(inputs, outputs, kernel, stride=1, groups=1):
    return [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]


class ResidualBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(*conv_norm(inputs, outputs, 3, stride), nn.ReLU(), *conv_norm(outputs, outputs, 3))
        self.grown = outputs - inputs
        self.stride = stride

    def forward(self, x):
        shortcut = x
        if self.grown:
            half = self.grown // 2
            shortcut = functional.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, half, half))
        return functional.relu(self.body(x) + shortcut)


def resnet(blocks):
    layers, channels = [*conv_norm(3, 16, 3), nn.ReLU()], 16
    for outputs in (16, 32, 64):
        for block in range(blocks):
            layers.append(ResidualBlock(channels, outputs, 2 if block == 0 and outputs > 16 else 1))
            channels = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, expansion, stride):
        super().__init__()
        inner = inputs * expansion
        widen = [*conv_norm(inputs, inner, 1), nn.ReLU6()] if expansion > 1 else []
        self.body = nn.Sequential(*widen, *conv_norm(inner, inner, 3, stride, inner), nn.ReLU6(), *conv_norm(inner, outputs, 1))
        self.is_residual = inputs == outputs and stride == 1

    def forward(self, x):
        return x + self.body(x) if self.is_residual else self.body(x)


def mobilenet():
    layers, channels = [*conv_norm(3, 32, 3), nn.ReLU6()], 32
    stages = [(1, 16, 1, 1), (6, 24, 2, 1), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    for expansion, outputs, count, stride in stages:
        for block in range(count):
            layers.append(InvertedResidual(channels, outputs, expansion, stride if block == 0 else 1))
            channels = outputs
    layers += [*conv_norm(channels, 1280, 1), nn.ReLU6(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, 10)]
    return nn.Sequential(*layers)


NETWORKS = {"resnet20": lambda: resnet(3), "resnet56": lambda: resnet(9), "mobilenetv2-cifar": mobilenet}


def main():
    name, batch, steps, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network, images = NETWORKS[name](), torch.randn(batch, 3, 32, 32)
    if "channels_last" in sys.argv:
        network, images = network.to(memory_format=torch.channels_last), images.to(memory_format=torch.channels_last)
    labels = torch.randint(0, 10, (batch,))
    optimizer = torch.optim.SGD(network.parameters(), 0.05, 0.9, weight_decay=1e-4, nesterov=True)
    seconds = []
    for _ in range(steps):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = functional.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"network": name, "torch": torch.__version__, "seconds": seconds}))


main()
