using System.Numerics.Tensors;
using DepthCompress.GraphIR;

using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Passes.Fitting;

/// <summary>
/// Solves anew, front to back, for every dense convolution behind the first change of a compressed network: its inputs are those of the compressed
/// network, its target is what the original has at the same value, so that errors made in front are compensated behind. In front of an addition the
/// target is what the sum still lacks.
/// </summary>
/// <remarks>
/// Which value of the original a convolution is to reproduce needs no bookkeeping: rewrites keep values, see <see cref="CandidateRewriter"/>.
/// </remarks>
public sealed class SequentialRefit(IGraphExecutor executor, CalibrationSet calibration, FitOptions options)
{
    /// <summary>The most features of one regression; wider convolutions keep their weights.</summary>
    public int MostFeatures { get; init; } = 3000;

    /// <summary>Values that are a part of the original's: convolutions that make them have something to reproduce, too.</summary>
    public IReadOnlyDictionary<Value, NarrowedValue> Narrowed { get; init; } = ImmutableDictionary<Value, NarrowedValue>.Empty;

    /// <summary>The compressed network with refitted weights. Its operators stay, only initializers differ.</summary>
    public Graph Run(Graph original, Graph compressed, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        compressed = NormRefit.Run(executor, original, compressed, calibration);
        var originalNodes = original.Nodes.ToHashSet();
        var tainted = new HashSet<Value>();
        var work = new List<Node>();
        foreach (var node in compressed.Nodes)
        {
            var changed = !originalNodes.Contains(node);
            if (changed || node.Inputs.Any(input => input is not null && tainted.Contains(input)))
            {
                tainted.UnionWith(node.Outputs);
                if (TargetOf(original, compressed, node) is not null)
                {
                    work.Add(node);
                }
            }
        }

        var reference = new ActivationCursor(executor, original, calibration);
        var current = new ActivationCursor(executor, compressed, calibration);
        for (var index = 0; index < work.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new RunProgress(index, work.Count, work[index].Name));
            var refitted = Refit(reference, current, work[index]);
            current = current.With(refitted);
            compressed = refitted;
        }

        progress?.Report(new RunProgress(work.Count, work.Count, "refitted"));
        return compressed;
    }

    /// <summary>The value to reproduce, and the addition in front of it where the convolution feeds one.</summary>
    private (Value Target, Value? Sum)? TargetOf(Graph original, Graph compressed, Node node)
    {
        if (node is not { Op: Conv { Groups: 1 } conv, Inputs: [_, { } weight, ..] } || !compressed.Initializers.TryGetValue(weight, out var tensor)
            || tensor.Element is not ElementType.Float32 || conv.Window.AutoPad is not AutoPad.Explicit
            || tensor.Shape[1] * conv.Window.KernelShape.Product > MostFeatures || compressed.UsesOf(weight).Length != 1)
        {
            return null;
        }

        if (Narrowed.TryGetValue(node.Output, out var part))
        {
            return (part.Original, null);
        }

        if (compressed.UsesOf(node.Output) is [{ Node: { Op.Role: Role.Join, Inputs: [{ }, { }] } join }] && !compressed.IsOutput(node.Output)
            && original.ProducerOf(join.Output) is not null && SameType(original, compressed, join.Output)
            && compressed.TypeOf(join.Output) == compressed.TypeOf(node.Output))
        {
            return (join.Output, join.Output);
        }

        // Behind a merged convolution a new activation may stand where the original had none: then that is the value both have.
        var target = original.ProducerOf(node.Output) is null && !compressed.IsOutput(node.Output)
            && compressed.UsesOf(node.Output) is [{ Node: { Op.Role: Role.Activation, Outputs: [var activated] } }] ? activated : node.Output;
        return original.ProducerOf(target) is not null && SameType(original, compressed, target) ? (target, null) : null;
    }

    private static bool SameType(Graph original, Graph compressed, Value value) => original.TypeOf(value) == compressed.TypeOf(value);

    private Graph Refit(ActivationCursor reference, ActivationCursor current, Node node)
    {
        var (target, sum) = TargetOf(reference.Graph, current.Graph, node)!.Value;
        var first = LowRankPair.FirstOf(reference.Graph, current.Graph, node) ?? node;
        reference.MoveTowards(target);
        current.MoveTowards(first.Inputs[0]!);
        var wanted = Wanted(reference, target, Narrowed.GetValueOrDefault(node.Output));
        var (refitted, sums) = Solve(current, current.Graph, (first, node), sum, wanted);
        if (Clipping.Behind(refitted, sum ?? node.Output) is { } clipping)
        {
            for (var round = 0; round < options.ActivationRounds; round++)
            {
                var pair = (refitted.ProducerOf(first.Output)!, refitted.ProducerOf(node.Output)!);
                (refitted, _) = Solve(current, refitted, pair, sum, wanted, clipping, sums);
            }
        }

        return refitted;
    }

    private static ImmutableArray<Tensor> Wanted(ActivationCursor reference, Value target, NarrowedValue? part)
    {
        using var session = reference.Open(target);
        return [.. reference.State.Select(inputs => session.Run(inputs.AsSpan())[0] is var whole && part is not null ? part.Of(whole) : whole)];
    }

    /// <summary>One regression over the calibration set, of a convolution or of a pair that is one linear map; with a clipping, its target is what the network so far cannot be blamed for left out.</summary>
    private (Graph Graph, GramSums Sums) Solve(
        ActivationCursor cursor,
        Graph compressed,
        (Node First, Node Last) pair,
        Value? sum,
        ImmutableArray<Tensor> wanted,
        Clipping? clipping = null,
        GramSums? known = null)
    {
        var (first, node) = pair;
        var conv = (Conv)first.Op;
        using var actual = executor.Open(cursor.From(compressed, [first.Inputs[0]!, node.Output, .. sum is null ? [] : new[] { sum }]));
        GramCollector? collector = null;
        for (var batch = 0; batch < wanted.Length; batch++)
        {
            var have = actual.Run(cursor.State[batch].AsSpan());
            var want = clipping?.Forgive(wanted[batch], have[^1]) ?? wanted[batch];
            collector ??= new GramCollector(executor, have[0].Shape, conv.Window, [want.Shape[1]], RowShare(have[0].Shape, conv.Window), options.Seed, known);
            collector.Add(have[0], sum is null ? want : Lacking(want, have[2], have[1]));
        }

        using (collector)
        {
            var lambda = LambdaFor(collector!.Sums);
            return (first == node ? WithWeights(compressed, node, collector.Sums, lambda) : LowRankPair.Refitted(compressed, first, node, collector.Sums, lambda),
                collector.Sums);
        }
    }

    private double RowShare(Dims features, Window window) => GramCollector.RowShare(features, window, calibration.Count, options.RefitSamplesPerFeature);

    /// <summary>Few samples per feature say little: then the weights so far count for more.</summary>
    private double LambdaFor(GramSums sums) => options.Lambda + (options.ScarcityLambda * sums.Features / Math.Max(1, sums.Samples));

    private static Graph WithWeights(Graph compressed, Node node, GramSums sums, double lambda)
    {
        var old = compressed.Initializers[node.Inputs[1]!];
        var solution = RidgeSolver.Solve(sums, lambda, KernelLayout.FromWeight(old));
        var bias = Tensor.Create<double>([old.Shape[0]], solution.Intercept).ConvertTo(old.Element);
        var weight = KernelLayout.ToWeight(solution.Weights, old.Shape[0], old.Shape[1], old.Shape[2..]).ConvertTo(old.Element);
        var replaced = new Dictionary<Value, Tensor> { [node.Inputs[1]!] = weight };
        if (node.Inputs is [_, _, { } biasValue] && compressed.UsesOf(biasValue).Length == 1)
        {
            replaced[biasValue] = bias;
            return compressed.WithInitializers(replaced);
        }

        var edit = compressed.WithInitializers(replaced).Edit();
        edit.Redefine(node.Output, node.Op, [node.Inputs[0], node.Inputs[1], edit.Initializer($"{compressed.NameOf(node.Output)}.bias", bias)], node);
        return edit.ToGraph();
    }

    /// <summary>What the convolution should contribute: wanted sum − (sum − contribution).</summary>
    private static Tensor Lacking(Tensor wanted, Tensor sum, Tensor contribution) => Tensor.Build<float>(wanted.Shape, target =>
    {
        TensorPrimitives.Subtract(wanted.AsSpan<float>(), sum.AsSpan<float>(), target);
        TensorPrimitives.Add(target, contribution.AsSpan<float>(), target);
    });
}
