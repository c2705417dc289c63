using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>The sizes of a model's inputs: what the model says, what the user says, what the images say.</summary>
/// <param name="graph">The network.</param>
/// <param name="settings">May name sizes and the batch.</param>
/// <param name="image">The axes of one image, without the batch; null where there is none.</param>
internal sealed class InputShapes(Graph graph, Settings settings, ImmutableArray<int>? image)
{
    private const int OpenExtent = 32;

    /// <summary>The sizes that latency is measured with.</summary>
    /// <exception cref="DiagnosticException">DC2105: an axis stays open; DC2102: what was named does not fit the model.</exception>
    internal ImmutableArray<ImmutableArray<int>> OfLatency() => Of((name, axis) =>
        throw DiagnosticCatalog.InputSizeOpen.Error(null, name, $"axis {axis} has no number"));

    /// <summary>The sizes that noise is drawn with: open extents are 32.</summary>
    internal ImmutableArray<ImmutableArray<int>> OfNoise() => Of((_, _) => OpenExtent);

    private ImmutableArray<ImmutableArray<int>> Of(Func<string, int, int> open)
    {
        var named = settings.Shapes();
        if (named.Keys.FirstOrDefault(name => name.Length > 0 && !graph.Inputs.Any(input => graph.NameOf(input) == name)) is { } unknown)
        {
            throw SettingValues.Bad("--input-shape", unknown, $"the inputs are {string.Join(", ", graph.Inputs.Select(graph.NameOf))}");
        }

        return [.. graph.Inputs.Select(input => Of(input, named, open))];
    }

    private ImmutableArray<int> Of(Value input, ImmutableDictionary<string, ImmutableArray<int>> named, Func<string, int, int> open)
    {
        var name = graph.NameOf(input);
        var declared = graph.TypeOf(input)?.Shape;
        if (named.TryGetValue(name, out var sizes) || (graph.Inputs.Length == 1 && named.TryGetValue("", out sizes)))
        {
            return declared is not { } shape
                || (shape.Count == sizes.Length && shape.Zip(sizes).All(pair => !pair.First.IsKnown || pair.First.Size == pair.Second))
                ? sizes
                : throw SettingValues.Bad("--input-shape", string.Join('x', sizes), $"input '{name}' is {declared}");
        }

        var axes = declared ?? throw DiagnosticCatalog.InputSizeOpen.Error(null, name, "nothing is said about its axes");
        return [.. axes.Select((axis, index) =>
            axis.IsKnown ? axis.Size : index == 0 ? SettingValues.AtLeastOne("--batch", settings.Batch!.Value)
            : image is { } seen && seen.Length == axes.Count - 1 ? seen[index - 1] : open(name, index))];
    }
}
