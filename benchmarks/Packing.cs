using System.Globalization;
using BenchmarkDotNet.Attributes;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Ort;

namespace DepthCompress.Benchmarks;

/// <summary>
/// One convolution whose filters are in groups that read a part of the channels, in every layout: what pruned kernels save on this machine,
/// and what the layout costs. The sizes are those of the table in the notes on dynamic structure pruning.
/// </summary>
public class Packing
{
    private IGraphSession? _session;
    private ImmutableArray<Tensor> _inputs;

    /// <summary>Channels, extent, groups, and how many channels a group reads.</summary>
    [Params("64@56 2x32", "128@28 2x64", "128@28 2x61", "256@14 2x128", "512@7 2x256", "256@14 4x128", "256@14 4x122", "16@32 2x8")]
    public string Layer { get; set; } = "";

    /// <summary>The layout.</summary>
    [Params(PackLayout.Dense, PackLayout.Union, PackLayout.Split, PackLayout.Grouped)]
    public PackLayout Layout { get; set; }

    /// <summary>Packs the layer.</summary>
    [GlobalSetup]
    public void Open()
    {
        var sizes = Layer.Split('@', ' ', 'x').Select(size => int.Parse(size, CultureInfo.InvariantCulture)).ToList();
        var (channels, extent, groups, reads) = (sizes[0], sizes[1], sizes[2], sizes[3]);
        var graph = GraphParser.Parse($"""
            graph @layer
              in %x : f32[1,{channels},{extent},{extent}]
              const %w : f32[{channels},{channels},3,3] = random(1)
              %y = Conv(%x, %w) kernel_shape=[3,3] pads=[1,1,1,1] @conv
              out %y
            """);
        // Groups begin at different channels, so that what they read overlaps and has to be gathered.
        var mask = KernelMask.Of(channels, channels, (filter, channel) =>
            ((channel * 7) + (filter * groups / channels * channels / groups / 2)) % channels < reads);
        var masks = new KernelMasks(graph, [new PrunableLayer(graph.Nodes[0], null, EndsBlock: false)], [mask]);
        var packed = Packer.Pack(masks, new PackOptions { Layout = Layout });
        _session = new OrtExecutor().Open(packed.Graph);
        _inputs = [Tensor.Zeros(ElementType.Float32, [1, channels, extent, extent])];
    }

    /// <summary>One run.</summary>
    [Benchmark]
    public ImmutableArray<Tensor> Run() => _session!.Run(_inputs.AsSpan());

    /// <summary>Closes the engine's session.</summary>
    [GlobalCleanup]
    public void Close() => _session?.Dispose();
}
