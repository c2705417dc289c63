using DepthCompress.GraphIR;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Benchmarks;

/// <summary>The networks that benchmarks work on.</summary>
internal static class Networks
{
    /// <summary>MobileNetV2 of full width for ImageNet, with seeded weights.</summary>
    internal static Graph Mobile() => new MobileNetwork { Input = new(3, 224, 224), Width = 1, Classes = 1000 }.Build();

    /// <summary>ResNet-56 for CIFAR, with seeded weights.</summary>
    internal static Graph Residual() => new ResidualNetwork { Blocks = 9 }.Build();
}
