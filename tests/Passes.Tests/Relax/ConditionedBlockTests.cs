using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Fitting;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Relax;
using DepthCompress.Passes.Verification;
using DepthCompress.Runtime.Ort;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress.Passes.Tests;

/// <summary>Residual blocks with a normalization and an embedding of time between their convolutions.</summary>
public sealed class ConditionedBlockTests
{
    private static readonly OrtExecutor Executor = new();

    /// <summary>The published block, in parts and merged: kernel, projection and output (LayerMerge, section 4.7).</summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData("ddpm-both")]
    [InlineData("ddpm-conv2-pruned")]
    [InlineData("ddpm-conv1-pruned")]
    public void TheGoldenBlockIsReproduced(string id)
    {
        var golden = Golden(id);
        var graph = Pipelines.Optimize.Run(BlockOf(golden), Context());
        var chains = ChainAnalysis.Run(graph);
        var index = Enumerable.Range(0, chains.Length).Single(chain => chains[chain].Length == 2);
        Dims pruned = golden.GetProperty("conv1").ValueKind is JsonValueKind.Null ? [1]
            : golden.GetProperty("conv2").ValueKind is JsonValueKind.Null ? [2] : [];
        var candidate = new Candidate.Compose(index, new(0, 2), pruned);
        ImmutableArray<Tensor> inputs =
            [Floats(golden.GetProperty("x"), [1, 4, 5, 5]), Floats(golden.GetProperty("temb"), [1, 3])];
        var output = Numbers(golden.GetProperty("output"));

        var (relaxed, segments) = SegmentRelaxer.Relax(graph, chains, [candidate], Context());
        var (merged, certificates) = SegmentRelaxer.Merge(relaxed, segments, Context());
        var composed = CandidateRewriter.Apply(graph, chains, [SegmentComposer.Compose(graph, chains[index], candidate)!]);

        Assert.Equal(2, certificates.Length);
        Assert.Equal(2, CompositionProof.Of(graph, composed, chains, [candidate]).Length);
        foreach (var network in new[] { relaxed, merged, composed, Pipelines.Optimize.Run(merged, Context()) })
        {
            Assert.Empty(GraphVerifier.Verify(network));
            var numbers = Executor.Run(network, inputs.AsSpan())[0].ToDoubles();
            Assert.All(output.Zip(numbers), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
        }

        var conv = Assert.Single(merged.Nodes, node => node.Op is Conv && node.Inputs[0] == segments[0].Input);
        AssertClose(Numbers(golden.GetProperty("merged").GetProperty("weight")), merged.Initializers[conv.Inputs[1]!]);
        AssertClose(Numbers(golden.GetProperty("merged").GetProperty("bias")), merged.Initializers[conv.Inputs[2]!]);
        var folded = Pipelines.Optimize.Run(merged, Context());
        var gemm = Assert.Single(folded.Nodes, node => node.Op is Gemm);
        AssertClose(Numbers(golden.GetProperty("merged").GetProperty("temb_weight")), folded.Initializers[gemm.Inputs[1]!]);
        AssertClose(Numbers(golden.GetProperty("merged").GetProperty("temb_bias")), folded.Initializers[gemm.Inputs[2]!]);
    }

    /// <summary>Blocks of two spellings, every choice, whatever training does to them.</summary>
    [NeedsTheory(Need.OnnxRuntime)]
    [InlineData(true)]
    [InlineData(false)]
    public void MergingATrainedBlockIsExact(bool isOfTheZoo)
    {
        var graph = Network(isOfTheZoo);
        var chains = ChainAnalysis.Run(graph);
        var candidates = new LayerMergeMethod(graph, chains, new()).Candidates.OfType<Candidate.Compose>()
            .DistinctBy(candidate => (candidate.Pruned, Channels(graph, chains[candidate.Chain]))).Take(3).ToImmutableArray();
        var inputs = InputsOf(graph, 2);

        Assert.NotEmpty(candidates);
        foreach (var candidate in candidates)
        {
            var (relaxed, segments) = SegmentRelaxer.Relax(graph, chains, [candidate], Context());
            var trained = FakeTrainer.Perturbed(relaxed, 0.5);
            var (merged, certificates) = SegmentRelaxer.Merge(trained, segments, Context());
            var small = Pipelines.Optimize.Run(merged, Context());

            Assert.Single(segments);
            Assert.All(certificates, certificate => Assert.True(certificate.Holds));
            var report = new EquivalenceCheck(Executor).Compare(trained, small, inputs);
            Assert.True(report.Passed, $"{CandidateText.Of(chains[candidate.Chain], candidate)}: {string.Join('\n', report.Failures)}");
        }
    }

    /// <summary>A plan over several blocks, and one convolution that vanishes behind an enlargement.</summary>
    [NeedsFact(Need.OnnxRuntime)]
    public void APlanOfManyBlocksIsRealized()
    {
        var graph = Network(isOfTheZoo: true);
        var chains = ChainAnalysis.Run(graph);
        var all = new LayerMergeMethod(graph, chains, new()).Candidates;
        ImmutableArray<Candidate> chosen = [.. all.Where(candidate => candidate is Candidate.Identity or Candidate.Compose)
            .GroupBy(candidate => candidate.Chain).Select((group, number) => group.ElementAt(number % group.Count()))];

        var structure = CandidateRewriter.Apply(graph, chains, chosen.Select(candidate => candidate is Candidate.Compose compose
            ? SegmentComposer.Compose(graph, chains[compose.Chain], compose)!
            : new Realization(candidate, [])));
        var realized = Pipelines.Optimize.Run(structure, Context());

        Assert.True(chosen.Length > 20);
        Assert.Equal(2 * 22, CompositionProof.Of(graph, structure, chains, chosen).Length);
        Assert.Empty(GraphVerifier.Verify(realized));
        Assert.True(NetworkCost.Depth(realized) < NetworkCost.Depth(graph) - 20);
        Assert.All(Executor.Run(realized, InputsOf(graph, 1).AsSpan())[0].ToDoubles(), number => Assert.True(double.IsFinite(number)));
    }

    /// <summary>Section 1.8: 73 segments and 98 entries of the published chain; what is more stands alone and is kept.</summary>
    [Fact]
    public void TheZooNetworkHasThePublishedTable()
    {
        var graph = Network(isOfTheZoo: true);
        var chains = ChainAnalysis.Run(graph);
        var method = new LayerMergeMethod(graph, chains, new());
        var segments = chains.SelectMany((chain, index) => SegmentRules.Of(graph, chain, onlyPublished: true).Legal.Select(segment => (index, segment)))
            .Where(entry => KernelOf(chains[entry.index].Sites[entry.segment.Start]) == 3).ToList();

        // One more than published: the answer's convolution, which the published chain leaves out.
        Assert.Equal(73 + 1, segments.Count);
        Assert.Equal(22, segments.Count(entry => entry.segment.Length == 2));
        Assert.Equal(3, method.Candidates.OfType<Candidate.Identity>().Count());
        Assert.Equal(22, method.Candidates.OfType<Candidate.Compose>().Count(candidate => candidate.Pruned.Count == 0));
        Assert.Equal(22, method.Candidates.OfType<Candidate.Compose>().Count(candidate => candidate.Pruned.Count == 1));
        Assert.All(chains, chain => Assert.NotEmpty(chain.End.Reason));
    }

    private static int KernelOf(LayerSite site) => site.Conv is { Op: Conv conv } ? conv.Window.KernelShape[0] : 0;

    private static (int, int) Channels(Graph graph, LayerChain chain) =>
        (graph.TypeOf(chain.Input)!.Shape[1].Size, graph.TypeOf(chain.Sites[^1].Tail.Linear)!.Shape[1].Size);

    private static Graph Network(bool isOfTheZoo) => Pipelines.Optimize.Run(
        isOfTheZoo ? NetworkZoo.Find("ddpm-cifar10").Build(new ZooOptions { Width = 0.0625, Weights = InitialWeights.Varied }) : Small(), Context());

    private static Graph Small() => OnnxReader.Read(SharedFolder.Model("unet_ddpm_small_random.onnx"), new DiagnosticSink()).Graph;

    private static ImmutableArray<Tensor> InputsOf(Graph graph, int count) =>
    [
        new RandomInputs { Batch = count }.For(graph)[0],
        Tensor.Create<long>([count], [.. Enumerable.Range(0, count).Select(number => 137L + (400 * number))]),
    ];

    private static PassContext Context() => new(new DiagnosticSink(), Executor);

    private static Graph BlockOf(JsonElement golden)
    {
        var (x, temb) = (new Value("x", Type(1, 4, 5, 5)), new Value("temb", Type(1, 3)));
        var (nodes, constants) = (new List<Node>(), new Dictionary<Value, Tensor>());
        var norm1 = golden.GetProperty("norm1");
        var branch = Swish(Define("norm1", new GroupNormalization { Groups = 2, Epsilon = 1e-6f }, x, Constant(norm1[0], [4]), Constant(norm1[1], [4])));
        var projection = golden.GetProperty("temb_proj");
        var embedding = Define("time", new Gemm { TransposeB = true }, Swish(temb), Constant(projection[0], [4, 3]), Constant(projection[1], [4]));
        branch = Define("time.add", new Add(), Conv("conv1"), Define("planes", new Unsqueeze { Axes = [2, 3] }, embedding));
        branch = Swish(Define("norm2", new GroupNormalization { Groups = 2 }, branch, Constant(norm1[0], [4]), Constant(norm1[1], [4])));
        return Graph.Create("block", [x, temb], nodes, [new GraphOutput("y", Define("add", new Add(), Conv("conv2"), x))], constants);

        Value Conv(string name)
        {
            var given = golden.GetProperty(name);
            var isGiven = given.ValueKind is not JsonValueKind.Null;
            var weight = isGiven ? Constant(given[0], [4, 4, 3, 3]) : Add(Tensor.Zeros(ElementType.Float32, [4, 4, 3, 3]));
            var bias = isGiven ? Constant(given[1], [4]) : Add(Tensor.Zeros(ElementType.Float32, [4]));
            return Define(name, new Conv { Window = Window.Of([3, 3], pads: [1, 1, 1, 1]) }, branch, weight, bias);
        }

        Value Swish(Value value) => Define("swish", new Mul(), value, Define("sigmoid", new Sigmoid(), value));

        Value Constant(JsonElement numbers, Dims shape) => Add(Floats(numbers, shape));

        Value Add(Tensor tensor)
        {
            var value = new Value($"c{constants.Count}");
            constants.Add(value, tensor);
            return value;
        }

        Value Define(string name, Operator op, params ReadOnlySpan<Value> operands)
        {
            var value = new Value(name);
            nodes.Add(new Node { Name = $"{name}{nodes.Count}", Op = op, Inputs = [.. operands], Outputs = [value] });
            return value;
        }
    }

    private static TensorType Type(params ReadOnlySpan<int> sizes) => new(ElementType.Float32, Shape.Of(Dims.Create(sizes)));

    private static Tensor Floats(JsonElement numbers, Dims shape) =>
        Tensor.Create<float>(shape, [.. Numbers(numbers).Select(number => (float)number)]);

    private static double[] Numbers(JsonElement numbers) => [.. numbers.EnumerateArray().Select(number => number.GetDouble())];

    private static void AssertClose(double[] expected, Tensor actual) =>
        Assert.All(expected.Zip(actual.ToDoubles()), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * Math.Max(1, Math.Abs(pair.First))));

    private static JsonElement Golden(string id)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.GoldenFile("layermerge-dp.json")));
        return document.RootElement.GetProperty("ddpm_merge").EnumerateArray().Single(one => one.GetProperty("id").GetString() == id).Clone();
    }
}
