using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>The networks of the papers, by name.</summary>
public static class NetworkZoo
{
    private static readonly ImageShape Small = new(3, 32, 32);
    private static readonly ImageShape Large = new(3, 224, 224);

    /// <summary>All of them.</summary>
    public static ImmutableArray<ZooNetwork> All { get; } =
    [
        SmallResidual("resnet20", blocks: 3),
        SmallResidual("resnet32", blocks: 5),
        SmallResidual("resnet56", blocks: 9),
        SmallResidual("resnet110", blocks: 18),
        LargeResidual("resnet18", [2, 2, 2, 2], isBottleneck: false),
        LargeResidual("resnet34", [3, 4, 6, 3], isBottleneck: false),
        LargeResidual("resnet50", [3, 4, 6, 3], isBottleneck: true),
        Mobile("mobilenetv2", Large, 1000, width: 1),
        Mobile("mobilenetv2-1.4", Large, 1000, width: 1.4),
        Mobile("mobilenetv2-cifar", Small, 10, width: 1),
        Vgg("vgg9", "a small VGG for small images, with batch norm", Small, 10, [24, 48, 96], [2, 3, 3], []),
        Vgg("vgg19-cifar", "VGG19 for small images", Small, 10, VggWidths, Vgg19Depths, [], hasNorms: false),
        Vgg("vgg19-bn-cifar", "VGG19 with batch norm for small images", Small, 10, VggWidths, Vgg19Depths, []),
        Vgg("vgg19", "VGG19 (Simonyan and Zisserman 2014)", Large, 1000, VggWidths, Vgg19Depths, [4096, 4096], hasNorms: false),
        Vgg("vgg19-bn", "VGG19 with batch norm", Large, 1000, VggWidths, Vgg19Depths, [4096, 4096]),
        new("efficientnet-lite0", "EfficientNet-Lite0 (after Tan and Le 2019)", Large, 1000, 1, build => new EfficientLiteNetwork
        {
            Input = build.Input, Classes = build.Classes, Width = build.Width, Weights = build.Weights, Seed = build.Seed,
        }.Build()),
        new("ddpm-cifar10", "the U-Net of denoising diffusion (Ho et al. 2020), as LayerMerge compresses it", Small, null, 1, build =>
            new DiffusionNetwork
            {
                Input = build.Input, Width = Math.Max(2, build.Scaled(128) / 2 * 2), Weights = build.Weights, Seed = build.Seed,
            }.Build())
        {
            Grain = 8,
            HasExactSize = true,
        },
    ];

    private static Dims VggWidths => [64, 128, 256, 512, 512];

    private static Dims Vgg19Depths => [2, 2, 4, 4, 4];

    /// <summary>The network of a name.</summary>
    /// <exception cref="DiagnosticException">DC2031: there is none.</exception>
    public static ZooNetwork Find(string name) => All.FirstOrDefault(network => network.Name == name)
        ?? throw DiagnosticCatalog.UnknownNetwork.Error(name, string.Join(", ", All.Select(network => network.Name)));

    private static ZooNetwork SmallResidual(string name, int blocks) =>
        new(name, $"ResNet-{(6 * blocks) + 2} for small images (He et al. 2016), shortcuts padded", Small, 10, 1, build =>
            new ResidualNetwork
            {
                Input = build.Input,
                Classes = build.Classes,
                Width = build.Scaled(16),
                Weights = build.Weights,
                Seed = build.Seed,
                Blocks = blocks,
                Shortcut = ResidualShortcut.Padding,
            }.Build());

    private static ZooNetwork LargeResidual(string name, Dims blocks, bool isBottleneck) =>
        new(name, $"ResNet-{(blocks.Sum() * (isBottleneck ? 3 : 2)) + 2} (He et al. 2016)", Large, 1000, 1, build =>
            new LargeResidualNetwork
            {
                Input = build.Input,
                Classes = build.Classes,
                Width = build.Scaled(64),
                Weights = build.Weights,
                Seed = build.Seed,
                Blocks = blocks,
                IsBottleneck = isBottleneck,
            }.Build());

    private static ZooNetwork Mobile(string name, ImageShape input, int classes, double width) =>
        new(name, $"MobileNetV2{(input == Small ? " for small images" : "")} (Sandler et al. 2018)", input, classes, width, build =>
            new MobileNetwork
            {
                Input = build.Input,
                Classes = build.Classes,
                Width = build.Width,
                Weights = build.Weights,
                Seed = build.Seed,
                Features = InvertedResiduals.Rounded(1280 * Math.Max(1, build.Width)),
                IsForSmallImages = input == Small,
            }.Build());

    private static ZooNetwork Vgg(
        string name, string summary, ImageShape input, int classes, Dims widths, Dims depths, Dims hidden, bool hasNorms = true) =>
        new(name, summary, input, classes, 1, build => new VggNetwork
        {
            Input = build.Input,
            Classes = build.Classes,
            Weights = build.Weights,
            Seed = build.Seed,
            Widths = Dims.Create([.. widths.Select(build.Scaled)]),
            Hidden = Dims.Create([.. hidden.Select(build.Scaled)]),
            Depths = depths,
            HasNorms = hasNorms,
        }.Build())
        {
            Grain = 1 << widths.Count,
        };
}
