using DepthCompress.GraphIR;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Width;

/// <summary>Measures the layouts of layers in their contexts, against each other; networks of equal structure are measured once.</summary>
internal sealed class LayoutTimes(Graph graph, PackOptions options, CancellationToken cancellation)
{
    private readonly ValueShapes shapes = new(graph, options.Inputs);
    private readonly Dictionary<string, LatencyEstimate> known = [];

    /// <summary>For every layer its layouts with their times, dense first.</summary>
    public ImmutableArray<ImmutableArray<(LayerLayout Layout, LatencyEstimate Estimate)>> Of(ImmutableArray<MaskedLayer> layers)
    {
        var found = ImmutableArray.CreateBuilder<ImmutableArray<(LayerLayout, LatencyEstimate)>>();
        foreach (var layer in layers)
        {
            cancellation.ThrowIfCancellationRequested();
            options.Progress?.Report(new RunProgress(found.Count, layers.Length, $"layouts of {layer.Name}"));
            found.Add(Of(layer));
        }

        return found.ToImmutable();
    }

    private ImmutableArray<(LayerLayout, LatencyEstimate)> Of(MaskedLayer layer)
    {
        var layouts = LayoutCandidates.Of(layer);
        if (layouts.Length == 1)
        {
            return [];
        }

        var context = new LayerContext(graph, layer.Conv);
        var requests = layouts.Select(layout => context.Of(LayerPacker.Apply(graph, layer, layout), shapes)).ToList();
        var signatures = requests.Select(request => GraphSignature.Of(request.Graph, request.Inputs)).ToList();
        if (!signatures.TrueForAll(known.ContainsKey))
        {
            // All of a layer together, those already known included: figures of different measurements do not compare to a few percent.
            var estimates = options.Probe!.Measure([.. requests], null, cancellation);
            foreach (var (signature, estimate) in signatures.Zip(estimates))
            {
                known[signature] = estimate;
            }
        }

        return [.. layouts.Zip(signatures, (layout, signature) => (layout, known[signature]))];
    }
}
