using BenchmarkDotNet.Attributes;
using DepthCompress.GraphIR;
using DepthCompress.Passes;

namespace DepthCompress.Benchmarks;

/// <summary>The lossless pipelines on whole networks, without an engine: what they do to the graph, not its verification.</summary>
[MemoryDiagnoser]
public class Optimizing
{
    private Graph? _mobile;
    private Graph? _residual;

    /// <summary>Builds the networks.</summary>
    [GlobalSetup]
    public void Build() => (_mobile, _residual) = (Networks.Mobile(), Networks.Residual());

    /// <summary>MobileNetV2.</summary>
    [Benchmark]
    public Graph Mobile() => Pipelines.Optimize.Run(_mobile!, new PassContext(new DiagnosticSink()));

    /// <summary>ResNet-56.</summary>
    [Benchmark]
    public Graph Residual() => Pipelines.Optimize.Run(_residual!, new PassContext(new DiagnosticSink()));

    /// <summary>MobileNetV2, without folding norms.</summary>
    [Benchmark]
    public Graph MobileNormalized() => Pipelines.Normalize.Run(_mobile!, new PassContext(new DiagnosticSink()));
}
