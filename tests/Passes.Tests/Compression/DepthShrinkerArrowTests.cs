using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Passes.Tests;

/// <summary>Search, plan, removal, training and merge with libtorch, on an imagined machine whose clock is exact.</summary>
public sealed class DepthShrinkerArrowTests
{
    private const int Hidden = 24;
    private static readonly Graph Network = InvertedBlocks();
    private readonly MemoryTables tables = new();
    private readonly List<TrainingRequest> searches = [];

    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void ANetworkIsSearchedShrunkTrainedAndMerged()
    {
        var result = Compress(keep: 1);

        Assert.Equal("gate-score", result.Plan.Metric);
        Assert.Equal(("compose", "added"), Assert.Single(result.Plan.Segments.Select(segment => (segment.Family, segment.Activation))));
        Assert.InRange(result.Plan.Segments[0].Importance, -1, 0);
        Assert.NotNull(result.FineTuning);
        Assert.True(result.FineTuning.Proof.Passed);
        Assert.All(result.FineTuning.Merges, merge => Assert.True(merge.Holds));

        // Of the two blocks one has no hidden layer any more, and no normalization is left.
        Assert.Equal(2, result.Graph.Nodes.Count(node => node.Op is Conv && result.Graph.TypeOf(node.Output)!.Shape[1].Size == Hidden));
        Assert.DoesNotContain(result.Graph.Nodes, node => node.Op is BatchNormalization);
        Assert.Equal(result.Graph.Nodes.Count(node => node.Op is Relu), Network.Nodes.Count(node => node.Op is Relu) - 1);

        // All rows are there: another count needs no other search, another search does.
        var search = Assert.Single(searches);
        Assert.Equal((2, 1), (search.Gates!.Units.Length, search.Gates.Keep));
        Assert.Equal(2, tables.Importances.Count);
        Compress(keep: 1);
        Assert.Single(searches);
        Compress(keep: 1, weight: 0.5);
        Assert.Equal(2, searches.Count);
    }

    [NeedsFact(Need.OnnxRuntime, Need.LibTorch)]
    public void SingleGatesScoreEveryActivation()
    {
        Compress(keep: 1, single: true);
        Assert.Equal((4, 2), (Assert.Single(searches).Gates!.Units.Length, searches[0].Gates!.Keep));
    }

    private CompressionResult Compress(int keep, double weight = 0.05, bool single = false)
    {
        var shrink = new ShrinkOptions { Keep = new(keep, 0), HasSingleGates = single };
        var options = new CompressionOptions
        {
            TargetRatio = 1,
            Method = new() { Name = DepthShrinkerMethod.Name, Shrink = shrink },
            InputShapes = [[1, 4, 8, 8]],
            FineTune = new FineTune { Budget = new TrainingBudget.Steps(5), Recipe = Recipe },
            ToolVersion = "test",
        };
        var samples = Labeled(Samples.Of(Network, 4));
        var data = new CompressionData(
            Samples.Of(Network, 1), Samples.Of(Network, 2), Samples.Of(Network, 3), new NegativeSquaredError(), [new NegativeSquaredError()])
        {
            Training = new RepeatedBatches(samples),
        };
        var trainer = new Recorder(searches);
        var services = new CompressionServices(new OrtExecutor(), new CountingProbe(), tables)
        {
            Trainer = trainer,
            Importance = request => new GateSearch(new OrtExecutor(), trainer, tables, new()
            {
                Graph = request.Graph,
                Chains = request.Chains,
                ModelDigest = request.ModelDigest,
                Units = new DepthShrinkerMethod(request.Graph, request.Chains, options.Method).Ranked,
                Saved = request.Saved,
                SavedOn = request.SavedOn,
                Training = data.Training!,
                Calibration = data.Refit,
                Options = new()
                {
                    Budget = new TrainingBudget.Steps(6),
                    Recipe = Recipe,
                    Keep = new(keep, 0),
                    LatencyWeight = weight,
                    HasSingleGates = single,
                },
            }),
        };
        return new Compressor(services, options, data).Run(Network, "digest", new DiagnosticSink());
    }

    private static TrainingRecipe Recipe(long steps) => new()
    {
        Steps = steps,
        BatchSize = 4,
        Threads = 1,
        ClipNorm = 1,
        Schedule = new() { Peak = 0.01 },
        Device = TrainingDevice.Cpu,
    };

    private static CalibrationSet Labeled(CalibrationSet set) => set with
    {
        Batches = [.. set.Batches.Select(batch => batch with { Labels = [.. Enumerable.Range(0, batch.Count).Select(sample => sample % 3)] })],
    };

    private static Graph InvertedBlocks()
    {
        var net = new NetworkText();
        return net.Ends(net.Head(Block(Block(net.Relu(net.Conv("%x", 4))))));

        string Block(string from)
        {
            var wide = net.Relu(net.Conv(net.Relu(net.Conv(from, Hidden, kernel: 1)), Hidden, groups: Hidden));
            return net.Add(net.Conv(wide, 4, kernel: 1), from);
        }
    }

    /// <summary>Trains, and remembers the searches.</summary>
    private sealed class Recorder(List<TrainingRequest> searches) : ITrainer
    {
        public TrainingResult Train(Graph graph, TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
        {
            if (request.Gates is not null)
            {
                searches.Add(request);
            }

            return new TorchTrainer().Train(graph, request, progress, cancellation);
        }
    }
}
