using BenchmarkDotNet.Attributes;
using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Benchmarks;

/// <summary>From a graph to its layer chains and their candidates.</summary>
[MemoryDiagnoser]
public class Analyzing
{
    private Graph? _graph;
    private ImmutableArray<LayerChain> _chains;

    /// <summary>The network.</summary>
    [Params("mobile", "residual")]
    public string Network { get; set; } = "mobile";

    /// <summary>Builds the network as chains are looked for in it: optimized.</summary>
    [GlobalSetup]
    public void Build()
    {
        var graph = Network == "mobile" ? Networks.Mobile() : Networks.Residual();
        _graph = Pipelines.Optimize.Run(graph, new PassContext(new DiagnosticSink()));
        _chains = ChainAnalysis.Run(_graph);
    }

    /// <summary>Layer sites, skip spans and barriers.</summary>
    [Benchmark]
    public ImmutableArray<LayerChain> Chains() => ChainAnalysis.Run(_graph!);

    /// <summary>Every way to realize every segment.</summary>
    [Benchmark]
    public ImmutableArray<Candidate> Candidates() => new CandidateEnumerator(_graph!, new CandidateOptions()).Enumerate(_chains);
}
