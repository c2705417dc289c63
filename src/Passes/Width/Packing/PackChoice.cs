using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Width;

/// <summary>
/// Chooses layouts by measuring: for every layer the fastest in its context, if it is faster than the dense one beyond doubt; then the
/// whole
/// network against the dense one. While it is slower, the layouts that promised least are set back.
/// </summary>
internal sealed class PackChoice
{
    private readonly PackOptions options;
    private readonly Graph graph;
    private readonly ImmutableArray<MaskedLayer> layers;
    private readonly CancellationToken cancellation;
    private readonly Dictionary<string, LayerLayout> chosen = [];
    private readonly Dictionary<string, double> gains = [];

    public PackChoice(Graph graph, ImmutableArray<MaskedLayer> layers, PackOptions options, CancellationToken cancellation)
    {
        (this.graph, this.layers, this.options, this.cancellation) = (graph, layers, options, cancellation);
        var times = new LayoutTimes(graph, options, cancellation).Of(layers);
        foreach (var (layer, own) in layers.Zip(times))
        {
            Times[layer.Name] = [.. own.Select(pair => new LayoutTime(pair.Layout, pair.Estimate.P10))];
            Choose(layer, own);
        }

        CheckWhole();
    }

    /// <summary>The layouts of the layers that are packed.</summary>
    public IReadOnlyDictionary<string, LayerLayout> Chosen => chosen;

    /// <summary>What was measured for each layer.</summary>
    public Dictionary<string, ImmutableArray<LayoutTime>> Times { get; } = [];

    /// <summary>The layouts that did not pay in the whole network.</summary>
    public Dictionary<string, LayerLayout> SetBack { get; } = [];

    /// <summary>The packed network, the dense one and the original, measured beside one another.</summary>
    public ImmutableArray<LatencyEstimate> Whole { get; private set; } = [];

    private void Choose(MaskedLayer layer, ImmutableArray<(LayerLayout Layout, LatencyEstimate Estimate)> times)
    {
        if (times.IsEmpty)
        {
            return;
        }

        var (dense, best) = (times[0].Estimate, times.MinBy(pair => pair.Estimate.P10));
        var gain = dense.P10 - best.Estimate.P10;
        if (best.Layout != LayerLayout.Dense && gain > Math.Max(dense.P10HalfWidth, best.Estimate.P10HalfWidth))
        {
            (chosen[layer.Name], gains[layer.Name]) = (best.Layout, gain);
        }
    }

    private void CheckWhole()
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            options.Progress?.Report(new RunProgress(
                layers.Length - chosen.Count, layers.Length, "the packed network against the dense one"));
            LatencyRequest[] requests = [new(Packed(), options.Inputs), new(graph, options.Inputs)];
            Whole = options.Probe!.Measure(
                [.. requests, .. options.Original is { } original
                    ? [new LatencyRequest(original, options.Inputs)] : Array.Empty<LatencyRequest>()],
                null, cancellation);
            if (chosen.Count == 0 || Whole[0].P10 <= Whole[1].P10)
            {
                return;
            }

            // Several at once: each round measures whole networks, and the smallest gains are within the noise of one another.
            foreach (var name in chosen.Keys.OrderBy(name => gains[name]).Take((chosen.Count + 3) / 4).ToList())
            {
                SetBack[name] = chosen[name];
                chosen.Remove(name);
            }
        }
    }

    private Graph Packed() => Packer.Written(graph, layers, chosen);
}
