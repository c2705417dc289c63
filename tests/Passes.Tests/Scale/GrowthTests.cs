using DepthCompress.Benchmarks;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Width;

namespace DepthCompress.Passes.Tests;

/// <summary>
/// Four times the nodes take four times the memory that is allocated on the way, give or take what does not grow, whatever the shape of the network:
/// what walks all nodes for every node shows here, on every machine alike. Everything runs on a small stack.
/// </summary>
public sealed class GrowthTests
{
    private const int Few = 300;
    private const int Times = 4;

    /// <summary>Regions of up to 200 nodes are looked at from every place: that is not all of it in the smaller network.</summary>
    private const double Slack = 2;

    public static TheoryData<string> Kinds => [.. GrowingNetworks.Kinds.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WorkGrowsAsTheNodesDo(string kind)
    {
        var make = GrowingNetworks.Kinds.Single(known => known.Name == kind).Make;
        var (few, many) = (make(Few), make(Few * Times));
        Assert.Equal(Times, Math.Round((double)many.Nodes.Length / few.Nodes.Length, 1));
        SmallStack.Run(() =>
        {
            // What is allocated once for all networks, and nothing that is derived of these.
            _ = Allocated(make(Few));
            Assert.All(Allocated(few).Zip(Allocated(many)), pair =>
                Assert.True(pair.Second.Bytes <= (Times * Slack * pair.First.Bytes) + (64 << 10), $"{pair.First.Stage}: {pair.First.Bytes} bytes became {pair.Second.Bytes}"));
        });
    }

    /// <summary>Bytes that every stage allocates.</summary>
    private static List<(string Stage, long Bytes)> Allocated(Graph network)
    {
        var found = new List<(string, long)>();
        var bytes = Count("write", () => OnnxWriter.ToBytes(new Model(network, new OnnxShell())));
        var model = Count("read", () => OnnxReader.Read(bytes, new DiagnosticSink()));
        _ = Count("verify", () => GraphVerifier.Verify(model.Graph));
        var graph = Count("optimize", () => Pipelines.Optimize.Run(model.Graph, new PassContext(new DiagnosticSink()), new VerifyObserver()));
        var chains = Count("chains", () => ChainAnalysis.Run(graph));
        _ = Count("candidates", () => new CandidateEnumerator(graph, new CandidateOptions()).Enumerate(chains));
        _ = Count("channels", () => ChannelGroups.Of(graph));
        _ = Count("text", () => GraphParser.Parse(GraphPrinter.Print(graph)));
        _ = Count("differences", () => GraphDiff.Lines(model.Graph, graph));
        return found;

        T Count<T>(string stage, Func<T> work)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var result = work();
            found.Add((stage, GC.GetAllocatedBytesForCurrentThread() - before));
            return result;
        }
    }
}
